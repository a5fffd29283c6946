import { afterAll, beforeEach, expect, test } from 'bun:test';
import { database } from '../database/connection';
import { openTestDatabase } from '../database/testDatabase';
import { deleteCheck, updateCheck } from './checkStore';
import { moveOwnCheck, seedOwnCheck } from './seed';
import { allChecks, isDue, makeCheck } from './testRows';

const opened = await openTestDatabase();
afterAll(() => opened.drop());
beforeEach(async () => {
	await database().deleteFrom('checks').execute();
	await database().deleteFrom('markers').execute();
});

const SELF = 'http://127.0.0.1:3000';

test('the first start makes one check, of its own health; processes that start together make one', async () => {
	await Promise.all([seedOwnCheck(SELF), seedOwnCheck(SELF), seedOwnCheck(SELF)]);
	const checks = await allChecks();
	expect(checks).toMatchObject([
		{ url: 'http://127.0.0.1:3000/healthz', enabled: true, expect: { status: 200 } },
	]);
	expect(checks.every(isDue)).toBe(true);
});

test('a deleted one does not come back', async () => {
	await seedOwnCheck(SELF);
	for (const { id } of await allChecks()) await deleteCheck(id);
	await seedOwnCheck(SELF);
	expect(await allChecks()).toEqual([]);
});

test('where there is a check already, none is added', async () => {
	const { id } = await makeCheck();
	await seedOwnCheck(SELF);
	expect((await allChecks()).map((check) => check.id)).toEqual([id]);
});

test('it follows Glasshouse to another port, back too, unless somebody has pointed it elsewhere', async () => {
	await seedOwnCheck(SELF);
	const url = async () => (await allChecks())[0]?.url;
	await moveOwnCheck('http://127.0.0.1:4000');
	expect(await url()).toBe('http://127.0.0.1:4000/healthz');
	await moveOwnCheck(SELF);
	expect(await url()).toBe('http://127.0.0.1:3000/healthz');
	const [own] = await allChecks();
	await updateCheck(own?.id ?? '', { url: 'http://127.0.0.1:3000/readyz' });
	await moveOwnCheck('http://127.0.0.1:5000');
	expect(await url()).toBe('http://127.0.0.1:3000/readyz');
});
