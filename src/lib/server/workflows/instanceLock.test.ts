import { afterAll, expect, test } from 'bun:test';
import pg from 'pg';
import { ConfigError } from '../config';
import { createTestDatabase } from '../database/testDatabase';
import { lockInstance } from './instanceLock';

const opened = await createTestDatabase();
afterAll(() => opened.drop());

test('an id belongs to one process at a time, and is free when that one is done', async () => {
	const first = await lockInstance(opened.url, 'one');
	const other = await lockInstance(opened.url, 'another');
	const refused = await lockInstance(opened.url, 'one').catch((error: unknown) => error);
	expect(refused).toBeInstanceOf(ConfigError);
	expect(String(refused)).toContain('GLASSHOUSE_INSTANCE_ID="one"');
	await first.release();
	const next = await lockInstance(opened.url, 'one');
	await Promise.all([next.release(), other.release()]);
}, 20_000);

test('a lost connection loses the id, and takes it again', async () => {
	const lock = await lockInstance(opened.url, 'lost');
	const admin = new pg.Client({ connectionString: opened.url });
	await admin.connect();
	await admin.query(`select pg_terminate_backend(pid) from pg_locks
		where locktype = 'advisory' and objid = hashtext('lost')::bigint & 4294967295`);
	await admin.end();
	const again = await lockInstance(opened.url, 'lost');
	expect(await lock.hold()).toBe(false);
	await again.release();
	expect(await lock.hold()).toBe(true);
	await lock.release();
}, 20_000);
