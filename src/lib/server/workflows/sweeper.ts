import { DBOS } from '@dbos-inc/dbos-sdk';
import { sql } from 'kysely';
import { recordRun, staleQueuedRuns } from '../checks/runStore';
import { database } from '../database/connection';
import { logger } from '../logger';
import { repeat } from '../process/repeat';
import { inRun } from '../sessions/runContext';
import { enqueue } from './startRun';
import { storedRun } from './storedRun';
import { internalFailure } from './steps/record';

const LOOK_MS = 10_000;
/** Long enough for a process that is between writing the row and starting the workflow. */
const STALE_MS = 10_000;
const MOST_AT_ONCE = 500;
const ENDED = new Set(['SUCCESS', 'ERROR', 'CANCELLED', 'MAX_RECOVERY_ATTEMPTS_EXCEEDED']);

interface OpenRun {
	id: string;
	checkId: string;
	attempts?: number;
}

/** Mends runs whose row and workflow do not agree, which a crash between the two leaves, until `signal` fires. */
export function runSweeper(signal: AbortSignal): Promise<void> {
	return repeat({ name: 'mend runs', everyMs: LOOK_MS, jitter: 0.2, signal }, mendRuns);
}

/** Starts runs that the engine never heard of, and ends those that it has given up. */
export async function mendRuns(): Promise<void> {
	const open = [...(await staleQueuedRuns(STALE_MS)), ...(await staleRunningRuns())];
	if (open.length === 0) return;
	const status = await workflowStatus(open.map(({ id }) => id));
	for (const run of open) {
		await inRun(run.id, () => mend(run, status.get(run.id)));
	}
}

async function mend(run: OpenRun, status: string | undefined): Promise<void> {
	if (status === undefined) await startAgain(run);
	else if (ENDED.has(status)) await end(run, status);
}

async function staleRunningRuns(): Promise<OpenRun[]> {
	const rows = await database()
		.selectFrom('runs')
		.select(['id', 'check_id', 'attempts'])
		.where('state', '=', 'running')
		.where('started_at', '<', sql<Date>`now() - make_interval(secs => ${STALE_MS / 1000})`)
		.orderBy('started_at')
		.limit(MOST_AT_ONCE)
		.execute();
	return rows.map(({ id, check_id: checkId, attempts }) => ({ id, checkId, attempts }));
}

async function workflowStatus(workflowIDs: string[]): Promise<Map<string, string>> {
	const known = await DBOS.listWorkflows({ workflowIDs, loadInput: false, loadOutput: false });
	return new Map(known.map(({ workflowID, status }) => [workflowID, status]));
}

async function startAgain({ id, checkId }: OpenRun): Promise<void> {
	const run = await storedRun(id);
	if (run === null) return;
	await enqueue(run);
	logger.warn({ checkId }, 'Started a run that had been left on its way to the queue');
}

async function end({ id, checkId, attempts = 0 }: OpenRun, status: string): Promise<void> {
	const errorId = crypto.randomUUID();
	const { recorded } = await recordRun(id, {
		state: 'error',
		failure: internalFailure(errorId),
		observation: null,
		response: null,
		latencyMs: null,
		attempts,
	});
	if (recorded) logger.error({ checkId, errorId, status }, 'Ended a run that the engine had given up');
}
