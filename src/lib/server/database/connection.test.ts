import { afterAll, beforeAll, expect, test } from 'bun:test';
import { sql } from 'kysely';
import { AppError } from '../errors';
import { closeDatabase, database, newPool, openDatabase } from './connection';
import { databaseReady } from './ready';
import { createTestDatabase, type TestDatabase } from './testDatabase';

let made: TestDatabase;
beforeAll(async () => {
	made = await createTestDatabase();
});
afterAll(async () => {
	await closeDatabase();
	await made.drop();
});

test('there is no database before it is opened, and after it is closed', async () => {
	expect(() => database()).toThrow(AppError);
	expect(await databaseReady()).toBe(false);
	openDatabase(made.url);
	expect(() => openDatabase(made.url)).toThrow('open already');
	expect(await databaseReady()).toBe(true);
	await closeDatabase();
	await closeDatabase();
	expect(() => database()).toThrow('not open');
});

test('a connection says that it is of glasshouse and bounds its statements', async () => {
	const db = openDatabase(made.url);
	const { rows } = await sql<{ name: string; bound: string }>`
		select current_setting('application_name') as name, current_setting('statement_timeout') as bound`.execute(
		db,
	);
	expect(rows).toEqual([{ name: 'glasshouse', bound: '30s' }]);
	await closeDatabase();
});

test('a lost idle connection is told, replaced, and kills nothing', async () => {
	const lost = Promise.withResolvers<Error>();
	const pool = newPool(made.url, { onLost: lost.resolve });
	const { rows } = await pool.query<{ pid: number }>('select pg_backend_pid() as pid');
	const other = newPool(made.url, { max: 1 });
	await other.query('select pg_terminate_backend($1)', [rows[0]?.pid]);
	expect((await lost.promise).message).toContain('terminat');
	expect((await pool.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
	await Promise.all([pool.end(), other.end()]);
});

test('a database that went away is not ready', async () => {
	const gone = await createTestDatabase();
	openDatabase(gone.url);
	expect(await databaseReady()).toBe(true);
	await gone.drop();
	expect(await databaseReady()).toBe(false);
	await closeDatabase();
});
