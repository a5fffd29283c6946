import { sql, type Transaction } from 'kysely';
import { database } from '../database/connection';
import type { Database } from '../database/schema';
import { countRun, recordLatency } from '../metrics';
import type { Failure, KeptResponse, Observation } from './schema';

export interface RunResult {
	state: 'passed' | 'failed' | 'inconclusive' | 'error';
	failure: Failure | null;
	observation: Observation | null;
	response: KeptResponse | null;
	/** Milliseconds of the last attempt's request. */
	latencyMs: number | null;
	attempts: number;
}

export interface CheckStateChange {
	from: 'waiting' | 'passing' | 'failing';
	to: 'passing' | 'failing';
}

export interface Recorded {
	/** `false` when the run had ended already: nothing was changed. */
	recorded: boolean;
	checkStateChange: CheckStateChange | null;
}

/** What a run says of its check; an inconclusive or broken one says nothing. */
const VERDICT = { passed: 'passing', failed: 'failing', inconclusive: null, error: null } as const;

/** Ends a run and, where its verdict is conclusive, moves its check: both or neither, and once only. */
export async function recordRun(id: string, result: RunResult): Promise<Recorded> {
	const { check, checkStateChange } = await database()
		.transaction()
		.execute((trx) => endAndMove(trx, id, result));
	if (check === null) return { recorded: false, checkStateChange };
	countRun(result.state, check.trigger);
	if (result.latencyMs !== null) recordLatency(check, result.latencyMs);
	return { recorded: true, checkStateChange };
}

/** @returns the check as it was, or `null` where the run had ended already */
async function endAndMove(trx: Transaction<Database>, id: string, result: RunResult) {
	const check = await lockCheck(trx, id);
	if (check === undefined || !(await endRun(trx, id, result))) return { check: null, checkStateChange: null };
	const to = VERDICT[result.state];
	if (to === null || to === check.state) return { check, checkStateChange: null };
	await trx
		.updateTable('checks')
		.set({ state: to, state_since: sql<Date>`now()` })
		.where('id', '=', check.id)
		.execute();
	return { check, checkStateChange: { from: check.state, to } };
}

/** Before the run's row, as a deletion locks them too: the other way round, the two could block each other. */
function lockCheck(trx: Transaction<Database>, runId: string) {
	return trx
		.selectFrom('checks')
		.innerJoin('runs', 'runs.check_id', 'checks.id')
		.select(['checks.id', 'checks.name', 'checks.state', 'runs.trigger'])
		.where('runs.id', '=', runId)
		.forNoKeyUpdate('checks')
		.executeTakeFirst();
}

async function endRun(trx: Transaction<Database>, id: string, result: RunResult): Promise<boolean> {
	const { numUpdatedRows } = await trx
		.updateTable('runs')
		.set({
			state: result.state,
			started_at: sql<Date>`coalesce(started_at, now())`,
			ended_at: sql<Date>`now()`,
			latency_ms: result.latencyMs,
			attempts: result.attempts,
			failure: toJson(result.failure),
			observation: toJson(result.observation),
			response: toJson(result.response),
		})
		.where('id', '=', id)
		.where('state', 'in', ['queued', 'running'])
		.executeTakeFirst();
	return numUpdatedRows > 0n;
}

/** A target may answer anything, jsonb cannot hold everything: no NUL characters, no half surrogate pairs. */
function toJson(value: object | null): string | null {
	if (value === null) return null;
	return JSON.stringify(value, (_key, part: unknown) =>
		typeof part === 'string' ? part.replaceAll('\0', '\ufffd').toWellFormed() : part,
	);
}
