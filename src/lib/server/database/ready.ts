import { sql } from 'kysely';
import { database } from './connection';

const BOUND_MS = 2000;

/** Whether the database answers a query within 2 s. Never throws. */
export async function databaseReady(): Promise<boolean> {
	const { promise: late, resolve } = Promise.withResolvers<boolean>();
	const timer = setTimeout(() => resolve(false), BOUND_MS);
	try {
		return await Promise.race([answers(), late]);
	} finally {
		clearTimeout(timer);
	}
}

async function answers(): Promise<boolean> {
	try {
		await sql`select 1`.execute(database());
		return true;
	} catch {
		// Why it does not answer is told by those who needed the answer; here it is only yes or no.
		return false;
	}
}
