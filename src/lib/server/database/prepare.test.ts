import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'bun:test';
import { createCheck } from '../checks/checkStore';
import { checkInput } from '../checks/schema';
import { allChecks } from '../checks/testRows';
import { ConfigError, parseConfig } from '../config';
import { database } from './connection';
import { prepareDatabase } from './prepare';
import { databaseReady } from './ready';
import { createEmptyDatabase } from './testDatabase';

const dataDir = mkdtempSync(join(tmpdir(), 'glasshouse-prepare-'));
const given = await createEmptyDatabase();
afterAll(async () => {
	rmSync(dataDir, { recursive: true, force: true });
	await given.drop();
});

function add(name: string) {
	return createCheck(checkInput.parse({ name, url: 'http://127.0.0.1:9/' }));
}

test('without DATABASE_URL the embedded database is ready for use, and keeps its checks over a restart', async () => {
	const settings = parseConfig({ GLASSHOUSE_DATA_DIR: dataDir });
	const first = await prepareDatabase(settings);
	expect(await databaseReady()).toBe(true);
	const made = await add('Shop');
	await first.stop();
	await first.stop();
	expect(() => database()).toThrow('not open');
	const second = await prepareDatabase(settings);
	expect(await allChecks()).toEqual([made]);
	await second.stop();
}, 120_000);

test('with DATABASE_URL that database is migrated and used, and left running', async () => {
	const settings = parseConfig({ DATABASE_URL: given.url, GLASSHOUSE_DATA_DIR: '/nowhere' });
	for (const name of ['Shop', 'Till']) {
		const prepared = await prepareDatabase(settings);
		expect(prepared.url).toBe(given.url);
		await add(name);
		await prepared.stop();
	}
	const last = await prepareDatabase(settings);
	expect((await allChecks()).map((check) => check.name).toSorted()).toEqual(['Shop', 'Till']);
	await last.stop();
});

test('a query that does not end does not keep the app from stopping', async () => {
	const prepared = await prepareDatabase(parseConfig({ DATABASE_URL: given.url }));
	const entered = Promise.withResolvers<undefined>();
	const stuck = Promise.withResolvers<undefined>();
	const holding = database()
		.connection()
		.execute(() => {
			entered.resolve(undefined);
			return stuck.promise;
		});
	await entered.promise;
	const startedAt = Date.now();
	await prepared.stop();
	expect(Date.now() - startedAt).toBeLessThan(20_000);
	stuck.resolve(undefined);
	await holding;
}, 60_000);

test('a database that refuses leaves nothing open', async () => {
	const url = new URL(given.url);
	url.password = 'wrong';
	const settings = parseConfig({ DATABASE_URL: url.href });
	expect(await prepareDatabase(settings).catch((error: unknown) => error)).toBeInstanceOf(ConfigError);
	expect(() => database()).toThrow('not open');
});
