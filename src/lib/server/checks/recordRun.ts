import type { Selectable, Transaction } from 'kysely';
import { runPrepared } from '../database/prepared';
import type { ChecksTable, Database, RunsTable } from '../database/schema';
import { recordLatency } from '../metrics/checks';
import { countRun } from '../metrics/workflows';
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

/**
 * The check is locked before the run's row is, as `lockCheck` does it. What the run says moves it only where the run
 * was still open: all in one statement, for every run pays for each that it takes.
 */
const RECORD = {
	name: 'record_run',
	text: `
		with locked as (
			select checks.id, checks.name, checks.state, runs.trigger
			from checks join runs on runs.check_id = checks.id
			where runs.id = $1
			for no key update of checks
		), ended as (
			update runs set state = $2, started_at = coalesce(started_at, now()), ended_at = now(), latency_ms = $3,
				attempts = $4, failure = $5, observation = $6, response = $7
			from locked
			where runs.id = $1 and runs.state in ('queued', 'running')
			returning runs.id
		), moved as (
			update checks set state = $8::text, state_since = now()
			from locked, ended
			where checks.id = locked.id and locked.state <> $8::text
			returning checks.id
		)
		select id, name, state, trigger, exists (select from moved) as moved from locked where exists (select from ended)`,
};

interface RecordRow extends Pick<Selectable<ChecksTable>, 'id' | 'name' | 'state'> {
	trigger: RunsTable['trigger'];
	/** Whether its check has another state now than `state`. */
	moved: boolean;
}

/** Ends a run and, where its verdict is conclusive, moves its check: both or neither, and once only. */
export async function recordRun(id: string, result: RunResult): Promise<Recorded> {
	const to = VERDICT[result.state];
	const { rows } = await runPrepared<RecordRow>(RECORD, [
		id,
		result.state,
		result.latencyMs,
		result.attempts,
		toJson(result.failure),
		toJson(result.observation),
		toJson(result.response),
		to,
	]);
	const check = rows[0];
	if (check === undefined) return { recorded: false, checkStateChange: null };
	countRun(result.state, check.trigger);
	if (result.latencyMs !== null) recordLatency(check, result.latencyMs);
	return { recorded: true, checkStateChange: check.moved && to !== null ? { from: check.state, to } : null };
}

/**
 * For whoever ends a run: the run counts in the roll-ups of its check then, which hold on to the check. Before the
 * run's row, as a deletion locks them too: the other way round, the two could block each other.
 */
export function lockCheck(trx: Transaction<Database>, runId: string) {
	return trx
		.selectFrom('checks')
		.innerJoin('runs', 'runs.check_id', 'checks.id')
		.select(['checks.id', 'checks.name', 'checks.state', 'runs.trigger'])
		.where('runs.id', '=', runId)
		.forNoKeyUpdate('checks')
		.executeTakeFirst();
}

/** A target may answer anything, jsonb cannot hold everything: no NUL characters, no half surrogate pairs. */
function toJson(value: object | null): string | null {
	if (value === null) return null;
	return JSON.stringify(value, (_key, part: unknown) =>
		typeof part === 'string' ? part.replaceAll('\0', '\ufffd').toWellFormed() : part,
	);
}
