import { afterAll, beforeEach, expect, test } from 'bun:test';
import { database } from '../database/connection';
import { openTestDatabase } from '../database/testDatabase';
import { checkOverview } from '../checks/statistics';
import { makeCheck, makeRun } from '../checks/testRows';
import { readOverview } from './overview';

const opened = await openTestDatabase();
afterAll(() => opened.drop());
beforeEach(() => database().deleteFrom('checks').execute());

test('a line tells what the check itself tells, and its strip is drawn', async () => {
	const { id } = await makeCheck({ name: 'Shop', expect: { maxDurationMs: 500 } });
	for (let minutesAgo = 50; minutesAgo > 0; minutesAgo--) await makeRun(id, { latencyMs: 100, minutesAgo });
	const open = await makeRun(id, { state: 'running', latencyMs: null });
	const { quiet, fleet, now } = await readOverview(50);
	const [row] = quiet;
	const { recentRuns, lastRun, ...statistics } = (await checkOverview(id)).statistics;
	expect(row).toMatchObject({ id, name: 'Shop', method: 'GET', state: 'waiting', budgetMs: 500, statistics });
	expect(lastRun).toMatchObject({ ...row?.lastRun });
	expect(row?.strip.label).toBe('Last 40 runs: 39 passed, 1 open');
	expect(row?.lastRun).toMatchObject({ id: open, state: 'running', endedAt: null });
	expect(recentRuns).toHaveLength(40);
	expect(fleet).toMatchObject({ runs24h: 51, uptime24h: 1, p95Ms: 100 });
	expect(now.map((run) => run.id)).toEqual([open]);
});

test('no more is read than is shown, but all is counted', async () => {
	for (const name of ['c', 'a', 'b']) await makeRun((await makeCheck({ name })).id);
	const { quiet, quietCount, attentionCount, counts, fleet } = await readOverview(2);
	expect(quiet.map((row) => row.name)).toEqual(['a', 'b']);
	expect({ quietCount, attentionCount, waiting: counts.waiting }).toEqual({
		quietCount: 3,
		attentionCount: 0,
		waiting: 3,
	});
	expect(fleet.runs24h).toBe(3);
});

test('a passing check whose latency comes near its budget is slow, and needs attention', async () => {
	const { id } = await makeCheck({ timeoutMs: 1000 });
	await database().updateTable('checks').set({ state: 'passing' }).where('id', '=', id).execute();
	await makeRun(id, { latencyMs: 900 });
	expect((await readOverview(50)).attention).toMatchObject([{ id, state: 'slow' }]);
});

test('nothing secret is in it, and a check without runs says so', async () => {
	await makeCheck({
		headers: { authorization: 'Bearer secret' },
		body: 'secret',
		webhookUrl: 'http://a.example/secret',
	});
	const overview = await readOverview(50);
	expect(JSON.stringify(overview)).not.toContain('secret');
	expect(overview.quiet[0]).toMatchObject({ statistics: { runs24h: 0 }, lastRun: null });
	expect(overview.quiet[0]?.strip).toEqual({ paths: [], firstX: 182.4, label: 'No runs yet' });
});

test('no checks', async () => {
	expect(await readOverview(50)).toMatchObject({ attention: [], quiet: [], quietCount: 0, now: [] });
});
