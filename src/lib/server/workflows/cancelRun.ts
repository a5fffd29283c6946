import { DBOS } from '@dbos-inc/dbos-sdk';
import { cancelRunRow, getRun } from '../checks/runStore';
import { AppError } from '../errors';
import { abortRun } from './activeRuns';

/**
 * Ends a run before it is done. The row says so first, so that nothing can be recorded any more; then the engine
 * drops the workflow, and the request is aborted in whichever process makes it.
 * @throws AppError NOT_FOUND for an unknown run, CONFLICT for one that has ended
 */
export async function cancelRun(runId: string): Promise<void> {
	if (!(await cancelRunRow(runId))) {
		const { state } = await getRun(runId);
		throw new AppError('CONFLICT', `The run has ended already: it is ${state}`);
	}
	await DBOS.cancelWorkflow(runId);
	abortRun(runId);
}
