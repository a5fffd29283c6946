import { DBOS } from '@dbos-inc/dbos-sdk';
import { getExecutor } from '@dbos-inc/dbos-sdk/internal/dbos';
import { sql } from 'kysely';
import { database } from '../database/connection';
import { logger } from '../logger';

/** A process that has not beaten for so long will not come back, or finds its runs taken when it does. */
const DEAD_AFTER = sql<Date>`now() - interval '30 seconds'`;
const MOST_AT_ONCE = 1000;

/**
 * Puts the runs of processes that are gone back on the queue: of those that stopped beating, and of those that
 * left. The engine moves a run only while it is still theirs, in one statement, so two survivors never move the
 * same one, and a process that comes back at this very moment wins or loses it whole.
 * @param ownId this process, whose runs are under way here
 * @returns how many runs were taken over
 */
export async function takeOver(ownId: string): Promise<number> {
	const gone = await goneOwners(ownId);
	if (gone.length === 0) return 0;
	const taken = await getExecutor().recoverPendingWorkflows(gone);
	await database().deleteFrom('instances').where('beat_at', '<', DEAD_AFTER).execute();
	const runIds = taken.map(({ workflowID }) => workflowID);
	if (runIds.length > 0) logger.warn({ instances: gone, runIds }, 'Took over runs of a process that is gone');
	return runIds.length;
}

async function goneOwners(ownId: string): Promise<string[]> {
	const pending = await DBOS.listWorkflows({
		status: 'PENDING',
		limit: MOST_AT_ONCE,
		loadInput: false,
		loadOutput: false,
	});
	const owners = new Set(pending.map(({ executorId }) => executorId ?? ''));
	owners.delete(ownId);
	if (owners.size === 0) return [];
	const living = await database()
		.selectFrom('instances')
		.select('id')
		.where('beat_at', '>=', DEAD_AFTER)
		.execute();
	for (const { id } of living) owners.delete(id);
	return [...owners];
}
