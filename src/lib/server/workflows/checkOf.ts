import type { Check } from '../checks/model';
import { toCheck } from '../checks/rows';
import { database } from '../database/connection';

/**
 * The check of a run, or `null` where it was deleted meanwhile. Read without its statistics, which no run needs
 * and every run would pay for; so its state is never `slow` here.
 */
export async function checkOf(checkId: string): Promise<Check | null> {
	const row = await database().selectFrom('checks').selectAll().where('id', '=', checkId).executeTakeFirst();
	return row === undefined ? null : toCheck(row, null);
}
