import { sql, type Kysely } from 'kysely';
import { database } from '../database/connection';
import type { Database } from '../database/schema';
import { TERMINAL_STATES } from './schema';

const BATCH = 500;
/** Bounds one sweep; what is left is found by the next one. */
const MOST_BATCHES = 200;
const LOCK = 'glasshouse.retention';

export interface Swept {
	/** How many runs were deleted. */
	runs: number;
	/** Their workflows, which the engine is to delete. */
	workflowIds: string[];
}

/**
 * Deletes runs that ended and are older than the retention, and the traces kept with them. One process at a time:
 * where another one sweeps, this does nothing.
 */
export function sweepRetention(retentionDays: number): Promise<Swept> {
	return database()
		.connection()
		.execute(async (connection) => {
			const workflowIds = (await lock(connection)) ? await deleteLocked(connection, retentionDays) : [];
			return { runs: workflowIds.length, workflowIds };
		});
}

async function lock(connection: Kysely<Database>): Promise<boolean> {
	const { rows } = await sql<{ locked: boolean }>`
		select pg_try_advisory_lock(hashtext(${LOCK})) as locked`.execute(connection);
	return rows[0]?.locked ?? false;
}

async function deleteLocked(connection: Kysely<Database>, retentionDays: number): Promise<string[]> {
	const deleted: string[] = [];
	try {
		for (let batch = 0; batch < MOST_BATCHES; batch++) {
			const ids = await deleteBatch(connection, retentionDays);
			deleted.push(...ids);
			if (ids.length < BATCH) break;
		}
		return deleted;
	} finally {
		await sql`select pg_advisory_unlock(hashtext(${LOCK}))`.execute(connection);
	}
}

async function deleteBatch(connection: Kysely<Database>, retentionDays: number): Promise<string[]> {
	const old = connection
		.selectFrom('runs')
		.select('id')
		.where('queued_at', '<', sql<Date>`now() - make_interval(days => ${retentionDays})`)
		.where('state', 'in', TERMINAL_STATES)
		.orderBy('queued_at')
		.limit(BATCH);
	const rows = await connection.deleteFrom('runs').where('id', 'in', old).returning('id').execute();
	return rows.map((row) => row.id);
}
