import { DBOS, type WorkflowStatusString } from '@dbos-inc/dbos-sdk';
import { sweepRetention } from '../checks/retention';
import { config } from '../config';
import { logger } from '../logger';
import { repeat } from '../process/repeat';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const BATCH = 500;
const ENDED: WorkflowStatusString[] = ['SUCCESS', 'ERROR', 'CANCELLED', 'MAX_RECOVERY_ATTEMPTS_EXCEEDED'];

/** Deletes what is older than GLASSHOUSE_RETENTION_DAYS, at once and then every hour, until `signal` fires. */
export function runRetention(signal: AbortSignal): Promise<void> {
	return repeat({ name: 'delete old runs', everyMs: HOUR_MS, jitter: 0.1, signal }, () => sweep(signal));
}

async function sweep(signal: AbortSignal): Promise<void> {
	const { runs, workflowIds } = await sweepRetention(config().retentionDays);
	for (let start = 0; start < workflowIds.length && !signal.aborted; start += BATCH) {
		await DBOS.deleteWorkflows(workflowIds.slice(start, start + BATCH));
	}
	const orphans = await deleteOrphans(signal);
	if (runs + orphans > 0) logger.info({ runs, orphans }, 'Deleted old runs');
}

/** Workflows whose runs went with their check, or whose deletion a crash cut short. */
async function deleteOrphans(signal: AbortSignal): Promise<number> {
	const endTime = new Date(Date.now() - config().retentionDays * DAY_MS).toISOString();
	for (let deleted = 0; ; deleted += BATCH) {
		const old = await DBOS.listWorkflows({
			workflowName: 'runCheck',
			status: ENDED,
			endTime,
			limit: BATCH,
			loadInput: false,
			loadOutput: false,
		});
		await DBOS.deleteWorkflows(old.map(({ workflowID }) => workflowID));
		if (old.length < BATCH || signal.aborted) return deleted + old.length;
	}
}
