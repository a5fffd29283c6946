import { Kysely, PostgresDialect } from 'kysely';
import type pg from 'pg';
import { AppError } from '../errors';
import { logger } from '../logger';
import { perProcess } from '../process/perProcess';
import { closePool, createPool, type PoolSettings } from './pool';
import type { Database } from './schema';

/** Kept once in a process: a hot reload evaluates this module again, while the connections live on. */
const open = perProcess<{ database?: Kysely<Database>; pool?: pg.Pool }>('database', () => ({}));

/** A pool whose lost connections are told in the log; see `createPool` for the settings. */
export function newPool(url: string, settings: PoolSettings = {}): pg.Pool {
	const onLost = (error: Error): void => logger.warn({ error }, 'Lost a database connection');
	return createPool(url, { onLost, ...settings });
}

/**
 * Opens the database of this process; connections are made when they are needed.
 * @throws when one is open already: its connections would never be closed
 */
export function openDatabase(url: string): Kysely<Database> {
	if (open.database !== undefined) throw new Error('The database is open already');
	const pool = newPool(url);
	open.pool = pool;
	open.database = new Kysely<Database>({ dialect: new PostgresDialect({ pool }) });
	return open.database;
}

/** @throws AppError UNAVAILABLE before `openDatabase` and after `closeDatabase` */
export function database(): Kysely<Database> {
	if (open.database === undefined) throw new AppError('UNAVAILABLE', 'The database is not open');
	return open.database;
}

/** The connections under `database()`. @throws AppError UNAVAILABLE where they are not open */
export function openPool(): pg.Pool {
	if (open.pool === undefined) throw new AppError('UNAVAILABLE', 'The database is not open');
	return open.pool;
}

/** Waits for the queries under way, then closes every connection. Safe to call twice. */
export async function closeDatabase(): Promise<void> {
	const { database: closing, pool } = open;
	delete open.database;
	delete open.pool;
	if (closing !== undefined && pool !== undefined) await closePool(pool, () => closing.destroy());
}
