import type { KeptResponse } from '../checks/schema';
import { database } from '../database/connection';

/** Keeps what an attempt got back, in place of what the one before it had left; not on a run that has ended. */
export async function keepRunResponse(runId: string, response: KeptResponse): Promise<void> {
	await database()
		.updateTable('runs')
		.set({ response: JSON.stringify(response) })
		.where('id', '=', runId)
		.where('state', 'in', ['queued', 'running'])
		.execute();
}

/** @returns what the last attempt got back, or `null` where nothing is kept */
export async function keptRunResponse(runId: string): Promise<KeptResponse | null> {
	const row = await database()
		.selectFrom('runs')
		.select('response')
		.where('id', '=', runId)
		.executeTakeFirst();
	return row?.response ?? null;
}
