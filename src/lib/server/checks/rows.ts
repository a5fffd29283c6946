import { sql, type Selectable } from 'kysely';
import type { ChecksTable, RunsTable } from '../database/schema';
import { checkState } from './checkState';
import type { Check, Run, RunSummary } from './model';
import { METHODS } from './schema';

/** Rows of the database as the rest of the app knows them. */

export type CheckRow = Selectable<ChecksTable>;
export type RunSummaryRow = Omit<Selectable<RunsTable>, 'traceparent' | 'observation' | 'response'> & {
	check_name: string;
};
export type RunRow = RunSummaryRow & Pick<Selectable<RunsTable>, 'observation' | 'response'>;

/** The columns of `runs` and `checks` (joined) that make a RunSummaryRow. */
export const RUN_SUMMARY_COLUMNS = [
	'runs.id',
	'runs.check_id',
	'checks.name as check_name',
	'runs.state',
	'runs.trigger',
	'runs.trace_id',
	'runs.queued_at',
	'runs.started_at',
	'runs.ended_at',
	'runs.latency_ms',
	'runs.attempts',
	'runs.failure',
] as const;

/** The same, for a statement in SQL. */
export const RUN_SUMMARY = sql.raw(RUN_SUMMARY_COLUMNS.join(', '));

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** PostgreSQL answers a malformed id with an error; here it is just an id that nothing has. */
export function isUuid(text: string): boolean {
	return UUID.test(text);
}

/** @param p95Ms latency of the last 24 h, by which a passing check may be slow */
export function toCheck(row: CheckRow, p95Ms: number | null): Check {
	return {
		id: row.id,
		name: row.name,
		url: row.url,
		method: METHODS.find((method) => method === row.method) ?? 'GET',
		headers: row.headers,
		body: row.body,
		intervalSeconds: row.interval_seconds,
		timeoutMs: row.timeout_ms,
		retries: row.retries,
		expect: row.expect,
		webhookUrl: row.webhook_url,
		enabled: row.enabled,
		state: checkState({ ...row, timeoutMs: row.timeout_ms, p95Ms }),
		stateSince: isoOrNull(row.state_since),
		nextDueAt: isoOrNull(row.next_due_at),
		createdAt: row.created_at.toISOString(),
		updatedAt: row.updated_at.toISOString(),
	};
}

export function toRunSummary(row: RunSummaryRow): RunSummary {
	return {
		id: row.id,
		checkId: row.check_id,
		checkName: row.check_name,
		state: row.state,
		trigger: row.trigger,
		traceId: row.trace_id,
		queuedAt: row.queued_at.toISOString(),
		startedAt: isoOrNull(row.started_at),
		endedAt: isoOrNull(row.ended_at),
		durationMs: row.started_at && row.ended_at ? row.ended_at.getTime() - row.started_at.getTime() : null,
		latencyMs: row.latency_ms,
		attempts: row.attempts,
		...(row.failure === null ? {} : { failure: row.failure }),
	};
}

export function toRun(row: RunRow): Run {
	return {
		...toRunSummary(row),
		...(row.observation === null ? {} : { observation: row.observation }),
		...(row.response === null ? {} : { response: row.response }),
	};
}

function isoOrNull(time: Date | null): string | null {
	return time?.toISOString() ?? null;
}
