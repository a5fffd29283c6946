import { claimDueChecks, type DueCheck } from '../checks/checkStore';
import { database } from '../database/connection';
import { logger } from '../logger';
import { repeat } from '../process/repeat';
import { startScheduledRun } from './startRun';

const LOOK_MS = 400;
const JITTER = 0.4;
const MOST_AT_ONCE = 100;
const STARTED_AT_ONCE = 10;

/** Starts runs of checks that fall due, until `signal` fires; several processes share the work. */
export function runScheduler(signal: AbortSignal): Promise<void> {
	return repeat({ name: 'look for due checks', everyMs: LOOK_MS, jitter: JITTER, signal }, startDueChecks);
}

/** @returns whether there may be more that are due */
async function startDueChecks(): Promise<boolean> {
	const due = await claimDueChecks(MOST_AT_ONCE);
	if (due.length === 0) return false;
	const waiting = await stillWaiting(due);
	const left = due.filter(({ checkId }) => !waiting.has(checkId));
	if (waiting.size > 0) logger.warn({ checkIds: [...waiting] }, 'Dropped runs: those before them still wait');
	const starter = async () => {
		for (let next = left.shift(); next !== undefined; next = left.shift()) await startOne(next);
	};
	await Promise.all(Array.from({ length: STARTED_AT_ONCE }, starter));
	return due.length === MOST_AT_ONCE;
}

/** One that cannot be started must not keep the others from it. */
async function startOne({ checkId, dueAt }: DueCheck): Promise<void> {
	try {
		await startScheduledRun(checkId, dueAt);
	} catch (error) {
		logger.error({ err: error, checkId, dueAt }, 'Could not start a scheduled run');
	}
}

/** Where the queue is longer than the interval, another run of the same check would only make it longer. */
async function stillWaiting(due: DueCheck[]): Promise<Set<string>> {
	const rows = await database()
		.selectFrom('runs')
		.select('check_id')
		.distinct()
		.where('state', '=', 'queued')
		.where('trigger', '=', 'schedule')
		.where(
			'check_id',
			'in',
			due.map(({ checkId }) => checkId),
		)
		.execute();
	return new Set(rows.map(({ check_id }) => check_id));
}
