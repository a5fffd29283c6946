import { sql } from 'kysely';
import { database } from '../database/connection';
import type { Check } from './model';
import { createCheck } from './checkStore';
import { toCheck } from './rows';
import { checkInput, type CheckInput, type RunState } from './schema';

/** Support for tests: checks and runs as they would stand in the database after some time. */

export function input(given: Partial<CheckInput> = {}): CheckInput {
	return checkInput.parse({ name: 'Shop', url: 'http://127.0.0.1:9/', ...given });
}

export function makeCheck(given: Partial<CheckInput> = {}): Promise<Check> {
	return createCheck(input(given));
}

/** The oldest first. */
export async function allChecks(): Promise<Check[]> {
	const rows = await database()
		.selectFrom('checks')
		.selectAll()
		.orderBy('created_at')
		.orderBy('id')
		.execute();
	return rows.map((row) => toCheck(row, null));
}

/** Whether a check's next run is due by now. PostgreSQL rounds its clock to whole milliseconds, half of them up. */
export function isDue({ nextDueAt }: Check): boolean {
	return nextDueAt !== null && Date.parse(nextDueAt) <= Date.now() + 1;
}

export interface PastRun {
	state?: RunState;
	latencyMs?: number | null;
	/** How long ago it was queued. */
	minutesAgo?: number;
}

/** @returns the new run's id */
export async function makeRun(
	checkId: string,
	{ state = 'passed', latencyMs = 10, minutesAgo = 0 }: PastRun = {},
) {
	const id = crypto.randomUUID();
	const traceId = id.replaceAll('-', '');
	const ended = state !== 'queued' && state !== 'running';
	await sql`
		with at as (select now() - make_interval(secs => ${minutesAgo * 60}) as queued)
		insert into runs (id, check_id, state, trigger, trace_id, traceparent, queued_at, started_at, ended_at, latency_ms)
		select ${id}, ${checkId}, ${state}, 'schedule', ${traceId}, ${`00-${traceId}-00f067aa0ba902b7-01`}, queued,
			case when ${state} = 'queued' then null else queued end,
			case when ${ended} then queued + interval '20 milliseconds' end, ${latencyMs}::float8
		from at`.execute(database());
	return id;
}
