import { database } from '../database/connection';
import type { RunInput } from './run';

/** How a run was asked for, as its row says; `null` where it was deleted. */
export async function storedRun(runId: string): Promise<RunInput | null> {
	const row = await database()
		.selectFrom('runs')
		.select(['check_id', 'trigger', 'traceparent'])
		.where('id', '=', runId)
		.executeTakeFirst();
	if (row === undefined) return null;
	return { runId, checkId: row.check_id, trigger: row.trigger, traceparent: row.traceparent };
}
