import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { makeCheck, makeRun } from '../checks/testRows';
import { closeDatabase } from '../database/connection';
import { openTestDatabase, type TestDatabase } from '../database/testDatabase';
import { checkNames } from './runChecks';

describe('the checks of open runs', () => {
	let db: TestDatabase;
	let runId: string;

	beforeAll(async () => {
		db = await openTestDatabase();
		runId = await makeRun((await makeCheck({ name: 'Storefront' })).id);
	});
	afterAll(() => db.drop());

	test('are found by the runs, also beside one that is gone', async () => {
		const gone = crypto.randomUUID();
		const names = await checkNames([runId, gone]);
		expect(names.get(runId)).toBe('Storefront');
		expect(names.get(gone)).toBeNull();
	});

	test('are known without the database from then on, and others are left out while it is away', async () => {
		await closeDatabase();
		const unknown = crypto.randomUUID();
		const names = await checkNames([runId, unknown]);
		expect(names.get(runId)).toBe('Storefront');
		expect(names.has(unknown)).toBe(false);
	});
});
