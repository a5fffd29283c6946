import type pg from 'pg';
import type { Received } from './sink';
import type { Asked } from './target';

/** Spans of which a run that passes at once makes exactly one each; its statements come on top. */
export const SPANS_OF_A_RUN = [
	'schedule check',
	'workflow runCheck',
	'step request',
	'GET',
	'connect',
	'first_byte',
	'transfer',
	'step judge',
	'step record',
	'step notify',
] as const;

/** All runs from first to last, counted in four places. */
export interface Complete {
	readonly runs: number;
	/** By the process that carried them out. */
	readonly runsByProcess: Readonly<Record<string, number>>;
	readonly requests: number;
	/** Of the names above: as many as there must be where nothing is missing. */
	readonly spansExpected: number;
	readonly spansReceived: number;
	/** All that came, those of statements and of the app's own requests included. */
	readonly allSpans: number;
	readonly bytesReceived: number;
	/** What is missing, or there twice, each in a sentence; nothing where all is well. */
	readonly faults: readonly string[];
}

interface Counts {
	runs: number;
	/** Have not ended. */
	open: number;
	/** Ended in anything but `passed`. */
	odd: number;
	/** Of the check of Glasshouse itself, which requests another target. */
	own: number;
	traces: number;
	kept: number;
	unfinished: number;
	repeated: number;
}

/** What there must be one of for each run. */
export async function completeness(
	db: pg.Client,
	targetUrl: string,
	asked: Asked,
	{ spans, bytes }: Received,
): Promise<Complete> {
	const counts = await countRuns(db, targetUrl);
	const received = SPANS_OF_A_RUN.map((name) => ({ name, spans: spans[name] ?? 0 }));
	return {
		runs: counts.runs,
		runsByProcess: await runsByProcess(db),
		requests: asked.requests,
		spansExpected: counts.runs * SPANS_OF_A_RUN.length,
		spansReceived: received.reduce((sum, one) => sum + one.spans, 0),
		allSpans: Object.values(spans).reduce((sum, one) => sum + one, 0),
		bytesReceived: bytes,
		faults: [
			...faultsOf(counts, asked),
			...received.flatMap((one) => differs(`spans ${one.name}`, one.spans, counts.runs)),
		],
	};
}

function faultsOf(counts: Counts, asked: Asked): string[] {
	return [
		...differs('runs that have not ended', counts.open, 0),
		...differs('runs that did not pass', counts.odd, 0),
		...differs('traces', counts.traces, counts.runs),
		...differs('traces kept with their run', counts.kept, counts.runs),
		...differs('workflows that have not succeeded', counts.unfinished, 0),
		...differs('workflows begun more than once', counts.repeated, 0),
		...differs('requests', asked.requests, counts.runs - counts.own),
		...differs('requests of a run that had made one', asked.repeated, 0),
		...differs('requests without a trace', asked.untraced, 0),
	];
}

function differs(what: string, counted: number, expected: number): string[] {
	return counted === expected ? [] : [`${what}: ${counted}, where ${expected} were expected`];
}

async function countRuns(db: pg.Client, targetUrl: string): Promise<Counts> {
	const { rows } = await db.query<Counts>(
		`select count(*)::int as runs,
			count(*) filter (where ended_at is null)::int as open,
			count(*) filter (where ended_at is not null and runs.state <> 'passed')::int as odd,
			count(*) filter (where not starts_with(url, $1))::int as own,
			count(distinct trace_id)::int as traces,
			(select count(distinct run_id)::int from trace_parts) as kept,
			(select count(*)::int from dbos.workflow_status where status <> 'SUCCESS') as unfinished,
			(select count(*)::int from dbos.workflow_status where recovery_attempts > 1) as repeated
		from runs join checks on checks.id = check_id`,
		[`${targetUrl}/`],
	);
	if (rows[0] === undefined) throw new Error('The database counts nothing');
	return rows[0];
}

async function runsByProcess(db: pg.Client): Promise<Record<string, number>> {
	const { rows } = await db.query<{ name: string; runs: number }>(
		'select executor_id as name, count(*)::int as runs from dbos.workflow_status group by 1 order by 1',
	);
	return Object.fromEntries(rows.map(({ name, runs }) => [name, runs]));
}
