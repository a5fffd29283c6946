import { sql } from 'kysely';
import { database } from '../database/connection';
import { AppError } from '../errors';
import { countRun } from '../metrics/workflows';
import type { Run, RunSummary } from './model';
import { isUuid, RUN_SUMMARY_COLUMNS, toRun, toRunSummary } from './rows';
import { lockCheck } from './recordRun';
import type { RunState } from './schema';

export { recordRun, type Recorded, type RunResult, type CheckStateChange } from './recordRun';

const OPEN: RunState[] = ['queued', 'running'];
const LIST_DEFAULT = 50;
const LIST_MOST = 200;
const STALE_MOST = 500;

export interface NewRun {
	/** Also the workflow's and the session's. */
	id: string;
	checkId: string;
	trigger: 'manual' | 'schedule';
	traceId: string;
	traceparent: string;
}

/** @throws AppError NOT_FOUND when the check is gone */
export async function createRun(run: NewRun): Promise<'created' | 'exists'> {
	const { id, checkId, trigger, traceId, traceparent } = run;
	const made = await sql`
		insert into runs (id, check_id, trigger, trace_id, traceparent)
		select ${id}, checks.id, ${trigger}, ${traceId}, ${traceparent} from checks where checks.id = ${checkId}
		on conflict (id) do nothing`.execute(database());
	if ((made.numAffectedRows ?? 0n) > 0n) return 'created';
	const there = await database().selectFrom('runs').select('id').where('id', '=', id).executeTakeFirst();
	if (there === undefined) throw new AppError('NOT_FOUND', `There is no check ${checkId}`);
	return 'exists';
}

function runsWithCheck() {
	return database()
		.selectFrom('runs')
		.innerJoin('checks', 'checks.id', 'runs.check_id')
		.select(RUN_SUMMARY_COLUMNS);
}

/** @throws AppError NOT_FOUND */
export async function getRun(id: string): Promise<Run> {
	const row = isUuid(id)
		? await runsWithCheck().select(['observation', 'response']).where('runs.id', '=', id).executeTakeFirst()
		: undefined;
	if (row === undefined) throw new AppError('NOT_FOUND', `There is no run ${id.slice(0, 100)}`);
	return toRun(row);
}

export interface RunFilter {
	checkId?: string;
	state?: RunState;
	/** 50 where none is given, 200 at most. */
	limit?: number;
	/** ISO 8601: only runs that were queued before. */
	before?: string;
}

/** The newest first. */
export async function listRuns(filter: RunFilter): Promise<RunSummary[]> {
	const { checkId, state, limit = LIST_DEFAULT, before } = filter;
	if (checkId !== undefined && !isUuid(checkId)) return [];
	let query = runsWithCheck().orderBy('runs.queued_at', 'desc').orderBy('runs.id', 'desc');
	if (checkId !== undefined) query = query.where('runs.check_id', '=', checkId);
	if (state !== undefined) query = query.where('runs.state', '=', state);
	if (before !== undefined) query = query.where('runs.queued_at', '<', new Date(before));
	const rows = await query.limit(Math.min(limit, LIST_MOST)).execute();
	return rows.map(toRunSummary);
}

/** @returns whether this call ended the run; `false` when it had ended already */
export async function cancelRunRow(id: string): Promise<boolean> {
	const ended = await database()
		.transaction()
		.execute(async (trx) => {
			await lockCheck(trx, id);
			return trx
				.updateTable('runs')
				.set({ state: 'cancelled', ended_at: sql<Date>`now()` })
				.where('id', '=', id)
				.where('state', 'in', OPEN)
				.returning('trigger')
				.executeTakeFirst();
		});
	if (ended === undefined) return false;
	countRun('cancelled', ended.trigger);
	return true;
}

/** Those of `ids` whose runs have not ended. */
export async function stillOpen(ids: string[]): Promise<string[]> {
	const wanted = ids.filter(isUuid);
	if (wanted.length === 0) return [];
	const rows = await database()
		.selectFrom('runs')
		.select('id')
		.where('id', '=', sql<string>`any(${wanted}::uuid[])`)
		.where('state', 'in', OPEN)
		.execute();
	return rows.map((row) => row.id);
}

export interface StaleRun {
	id: string;
	checkId: string;
	traceparent: string;
}

/** Runs that have been queued for longer than `olderThanMs`, the oldest first, at most 500. */
export async function staleQueuedRuns(olderThanMs: number): Promise<StaleRun[]> {
	const rows = await database()
		.selectFrom('runs')
		.select(['id', 'check_id', 'traceparent'])
		.where('state', '=', 'queued')
		.where('queued_at', '<', sql<Date>`now() - make_interval(secs => ${olderThanMs / 1000})`)
		.orderBy('queued_at')
		.limit(STALE_MOST)
		.execute();
	return rows.map((row) => ({ id: row.id, checkId: row.check_id, traceparent: row.traceparent }));
}
