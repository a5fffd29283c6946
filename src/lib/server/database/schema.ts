import type { ColumnType, Generated, JSONColumnType } from 'kysely';
import type {
	CheckState,
	Expectations,
	Failure,
	KeptResponse,
	Observation,
	RunState,
} from '../checks/schema';

/** The tables as Kysely sees them. Times are timestamptz and arrive as Date. The migrations are the source. */
export interface Database {
	checks: ChecksTable;
	runs: RunsTable;
	run_rollups: RunRollupsTable;
	trace_parts: TracePartsTable;
	instances: InstancesTable;
	markers: MarkersTable;
}

type Time = ColumnType<Date, Date | string, Date | string>;
type NullableTime = ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;

export interface ChecksTable {
	id: string;
	name: string;
	url: string;
	method: string;
	headers: JSONColumnType<Record<string, string>>;
	body: string | null;
	interval_seconds: number | null;
	timeout_ms: number;
	retries: number;
	expect: JSONColumnType<Expectations>;
	webhook_url: string | null;
	enabled: boolean;
	/** What the last conclusive run said: waiting, passing or failing. Slow and paused are derived when read. */
	state: Generated<Extract<CheckState, 'waiting' | 'passing' | 'failing'>>;
	state_since: NullableTime;
	/** When the next scheduled run is due; null where there is none. */
	next_due_at: NullableTime;
	created_at: ColumnType<Date, never, never>;
	updated_at: ColumnType<Date, never, Date | string>;
}

export interface RunsTable {
	/** Also the workflow's id and the telemetry session's. */
	id: string;
	check_id: string;
	state: Generated<RunState>;
	trigger: 'manual' | 'schedule';
	trace_id: string;
	/** W3C traceparent under which every step of the run stands. */
	traceparent: string;
	queued_at: ColumnType<Date, never, never>;
	started_at: NullableTime;
	ended_at: NullableTime;
	/** Milliseconds of the last attempt's request, redirects included; null where none was made. */
	latency_ms: number | null;
	attempts: Generated<number>;
	failure: ColumnType<Failure | null, string | null | undefined, string | null>;
	observation: ColumnType<Observation | null, string | null | undefined, string | null>;
	response: ColumnType<KeptResponse | null, string | null | undefined, string | null>;
}

/** Runs of a check that ended, by when they were queued. Kept by triggers on `runs`; nobody else writes here. */
export interface RunRollupsTable {
	check_id: string;
	/** How long the period is: 1 or 6. */
	hours: 1 | 6;
	/** A full hour, or a sixth one, UTC. */
	starts_at: ColumnType<Date, never, never>;
	/** In whatever state they ended. */
	runs: number;
	passed: number;
	failed: number;
	/** Of passed and failed runs; see `Latencies`. */
	latencies: Buffer;
}

/** What one process knows of a trace that is kept with a run. */
export interface TracePartsTable {
	trace_id: string;
	instance_id: string;
	run_id: string;
	/** gzipped JSON of { spans: TraceSpan[], logs: LogLine[] } */
	content: Buffer;
	updated_at: Time;
}

/** Processes that share this database; one that has not beaten for 30 s has its runs taken over. */
export interface InstancesTable {
	id: string;
	/** New at every start, so that a process notices when another one goes by its name. */
	incarnation: string;
	beat_at: Time;
}

/** What was done once for this database and must not be done again. */
export interface MarkersTable {
	name: string;
	value: string | null;
	made_at: ColumnType<Date, never, never>;
}
