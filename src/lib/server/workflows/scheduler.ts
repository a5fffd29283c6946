import { claimDueChecks, type DueCheck } from '../checks/checkStore';
import { runPrepared } from '../database/prepared';
import { logger } from '../logger';
import { repeat } from '../process/repeat';
import { startScheduledRuns } from './startScheduledRuns';

/** Half of it is what a due run waits on average before it is on the queue. */
const LOOK_MS = 200;
const JITTER = 0.4;
const MOST_AT_ONCE = 100;

const WAITING = {
	name: 'waiting_checks',
	text: `
		select distinct check_id from runs
		where state = 'queued' and trigger = 'schedule' and check_id = any($1::uuid[])`,
};

/** Starts runs of checks that fall due, until `signal` fires; several processes share the work. */
export function runScheduler(signal: AbortSignal): Promise<void> {
	return repeat({ name: 'start due checks', everyMs: LOOK_MS, jitter: JITTER, signal }, startDueChecks);
}

/** @returns whether there may be more that are due */
async function startDueChecks(): Promise<boolean> {
	const due = await claimDueChecks(MOST_AT_ONCE);
	if (due.length === 0) return false;
	const waiting = await stillWaiting(due);
	if (waiting.size > 0) logger.warn({ checkIds: [...waiting] }, 'Dropped runs: those before them still wait');
	await startScheduledRuns(due.filter(({ checkId }) => !waiting.has(checkId)));
	return due.length === MOST_AT_ONCE;
}

/** Where the queue is longer than the interval, another run of the same check would only make it longer. */
async function stillWaiting(due: readonly DueCheck[]): Promise<Set<string>> {
	const { rows } = await runPrepared<{ check_id: string }>(WAITING, [due.map(({ checkId }) => checkId)]);
	return new Set(rows.map(({ check_id }) => check_id));
}
