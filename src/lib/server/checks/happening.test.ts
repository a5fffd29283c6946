import { afterAll, beforeEach, expect, test } from 'bun:test';
import { database } from '../database/connection';
import { openTestDatabase } from '../database/testDatabase';
import { happening } from './happening';
import type { Check } from './model';
import { makeCheck, makeRun } from './testRows';

const opened = await openTestDatabase();
afterAll(() => opened.drop());
beforeEach(() => database().deleteFrom('checks').execute());

async function failingCheck(name: string, enabled = true): Promise<Check> {
	const check = await makeCheck({ name, enabled });
	await database().updateTable('checks').set({ state: 'failing' }).where('id', '=', check.id).execute();
	return check;
}

test('open runs come before failures, the newest first, and two lines at most', async () => {
	const [long, short] = [await failingCheck('failing long'), await failingCheck('failing')];
	await makeRun(long.id, { state: 'failed', minutesAgo: 9 });
	await makeRun(short.id, { state: 'failed', minutesAgo: 5 });
	expect((await happening()).map((run) => run.checkName)).toEqual(['failing', 'failing long']);
	const open = await makeRun((await makeCheck({ name: 'open' })).id, { state: 'running', minutesAgo: 20 });
	expect((await happening()).map((run) => run.checkName)).toEqual(['open', 'failing']);
	expect((await happening())[0]?.id).toBe(open);
	for (const name of ['a', 'b']) await makeRun((await makeCheck({ name })).id, { state: 'queued' });
	expect((await happening()).map((run) => run.checkName).toSorted()).toEqual(['a', 'b']);
});

test('of each check only its last run counts', async () => {
	const check = await failingCheck('failing');
	await makeRun(check.id, { state: 'running', minutesAgo: 3 });
	const last = await makeRun(check.id, { state: 'failed', minutesAgo: 2 });
	expect((await happening()).map((run) => run.id)).toEqual([last]);
	const again = await makeRun(check.id, { state: 'running', minutesAgo: 1 });
	expect((await happening()).map((run) => run.id)).toEqual([again]);
});

test('checks that pass, or are off, have nothing to tell', async () => {
	await makeRun((await makeCheck()).id);
	await makeRun((await failingCheck('off', false)).id, { state: 'failed' });
	expect(await happening()).toEqual([]);
});
