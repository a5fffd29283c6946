import { afterAll, beforeEach, expect, test } from 'bun:test';
import { database } from '../database/connection';
import { openTestDatabase } from '../database/testDatabase';
import { checkOverviewSchema, type Check } from './model';
import { runsPerMinute } from './fleet';
import { lastDay } from './lastDay';
import { latencyPoints } from './latencyPoints';
import { checkOverview, checkOverviews } from './statistics';
import { makeCheck, makeRun } from './testRows';

const opened = await openTestDatabase();
afterAll(() => opened.drop());
beforeEach(() => database().deleteFrom('checks').execute());

const HOUR = 60;
const DAY = 24 * HOUR;

test('a check without runs has no statistics, and says so with null', async () => {
	const { id } = await makeCheck();
	const overview = await checkOverview(id);
	expect(checkOverviewSchema.parse(overview)).toEqual(overview);
	expect(overview.statistics).toEqual({
		uptime24h: null,
		uptime7d: null,
		p50Ms: null,
		p95Ms: null,
		runs24h: 0,
		recentRuns: [],
		latencyByHour: Array.from({ length: 24 }, () => null),
		lastRun: null,
	});
});

test('uptime counts conclusive runs of the last day and of the last week', async () => {
	const { id } = await makeCheck();
	for (const minutesAgo of [1, 2, 3]) await makeRun(id, { minutesAgo });
	await makeRun(id, { state: 'failed', minutesAgo: 4 });
	for (const state of ['inconclusive', 'error', 'cancelled', 'running', 'queued'] as const)
		await makeRun(id, { state });
	for (const minutesAgo of [2, 3, 4, 5]) await makeRun(id, { state: 'failed', minutesAgo: minutesAgo * DAY });
	await makeRun(id, { minutesAgo: 8 * DAY });
	const { statistics } = await checkOverview(id);
	expect(statistics).toMatchObject({ uptime24h: 0.75, uptime7d: 3 / 8, runs24h: 9 });
});

test('latency is of conclusive runs of the last day, by percentile and by hour', async () => {
	const { id } = await makeCheck();
	for (let latencyMs = 1; latencyMs <= 101; latencyMs++) await makeRun(id, { latencyMs, minutesAgo: 30 });
	await makeRun(id, { latencyMs: 500, minutesAgo: 23 * HOUR + 30 });
	await makeRun(id, { latencyMs: 9999, state: 'inconclusive' });
	await makeRun(id, { latencyMs: null, state: 'failed' });
	await makeRun(id, { latencyMs: 9999, minutesAgo: 25 * HOUR });
	const { statistics } = await checkOverview(id);
	expect(statistics.p50Ms).toBe(51.5);
	expect(statistics.p95Ms).toBeCloseTo(96.95);
});

test('the hours of the chart are those of the clock, and the last of the 24 is the one that has begun', async () => {
	const { id } = await makeCheck();
	const fullHourMs = Date.now() - (Date.now() % 3_600_000);
	const minutesAgo = (hours: number) => (Date.now() - fullHourMs) / 60_000 + hours * HOUR - 1;
	await makeRun(id, { latencyMs: 51 });
	await makeRun(id, { latencyMs: 40, minutesAgo: minutesAgo(1) });
	await makeRun(id, { latencyMs: 60, minutesAgo: minutesAgo(1) });
	await makeRun(id, { latencyMs: 500, minutesAgo: minutesAgo(23) });
	await makeRun(id, { latencyMs: 900, minutesAgo: minutesAgo(24) });
	const { latencyByHour } = (await checkOverview(id)).statistics;
	expect(latencyByHour).toHaveLength(24);
	expect([latencyByHour[23], latencyByHour[22], latencyByHour[0]]).toEqual([51, 50, 500]);
	expect(latencyByHour.filter((median) => median !== null)).toHaveLength(3);
});

test('a day, and a week, begin with a full hour', async () => {
	const { id } = await makeCheck();
	const sinceFullHour = (Date.now() % 3_600_000) / 60_000;
	for (const days of [1, 7]) {
		await makeRun(id, { state: 'failed', minutesAgo: days * DAY + sinceFullHour - 0.1 });
		await makeRun(id, { minutesAgo: days * DAY + sinceFullHour + 0.1 });
	}
	const { statistics } = await checkOverview(id);
	expect(statistics).toMatchObject({ runs24h: 1, uptime24h: 0, uptime7d: 1 / 3 });
});

test('many checks at once: each with its own last 40 runs and its last one', async () => {
	const [busy, calm, idle] = [await makeCheck({ name: 'a' }), await makeCheck(), await makeCheck()];
	const ids: string[] = [];
	for (let minutesAgo = 45; minutesAgo > 0; minutesAgo--) ids.push(await makeRun(busy.id, { minutesAgo }));
	const failed = await makeRun(calm.id, { state: 'failed', minutesAgo: 20 * DAY, latencyMs: null });
	const overviews = await checkOverviews();
	for (const overview of overviews) expect(checkOverviewSchema.parse(overview)).toEqual(overview);
	expect(overviews).toHaveLength(3);
	const statisticsOf = ({ id }: Check) => overviews.find((overview) => overview.id === id)?.statistics;
	const [first, second, third] = [statisticsOf(busy), statisticsOf(calm), statisticsOf(idle)];
	expect(first?.recentRuns.map((bar) => bar.id)).toEqual(ids.slice(5));
	expect(first?.lastRun?.id).toBe(ids.at(-1));
	expect(second?.recentRuns).toMatchObject([{ id: failed, state: 'failed', latencyMs: null }]);
	expect(second?.lastRun).toMatchObject({ id: failed, checkId: calm.id, checkName: 'Shop' });
	expect(third).toMatchObject({ recentRuns: [], lastRun: null });
	expect(first).toEqual((await checkOverview(busy.id)).statistics);
});

test('an unknown check is NOT_FOUND', async () => {
	for (const id of ['00000000-0000-4000-8000-000000000000', 'nonsense']) {
		expect(await checkOverview(id).catch((error: unknown) => error)).toMatchObject({ code: 'NOT_FOUND' });
	}
});

test('latency points are oldest first, since a point in time', async () => {
	const { id } = await makeCheck();
	await makeRun(id, { minutesAgo: 90 });
	const older = await makeRun(id, { minutesAgo: 50, latencyMs: 7 });
	const newer = await makeRun(id, { minutesAgo: 10, latencyMs: null, state: 'error' });
	const points = await latencyPoints(id, Date.now() - 3_600_000);
	expect(points).toMatchObject([
		{ runId: older, latencyMs: 7, state: 'passed' },
		{ runId: newer, latencyMs: null, state: 'error' },
	]);
	expect(Date.parse(points[0]?.at ?? '')).toBeLessThan(Date.parse(points[1]?.at ?? ''));
});

test('the last day of all checks is told together too', async () => {
	expect((await lastDay()).together).toEqual({ runs24h: 0, uptime24h: null, p50Ms: null, p95Ms: null });
	const [one, two] = [await makeCheck(), await makeCheck({ name: 'Till' })];
	for (let n = 0; n < 9; n++) await makeRun(one.id, { latencyMs: 10, minutesAgo: 1 });
	await makeRun(two.id, { state: 'failed', latencyMs: 10, minutesAgo: 30 });
	await makeRun(two.id, { state: 'queued', latencyMs: null });
	await makeRun(two.id, { state: 'failed', minutesAgo: 2 * DAY });
	const { byCheck, together } = await lastDay();
	expect(together).toEqual({ runs24h: 11, uptime24h: 0.9, p50Ms: 10, p95Ms: 10 });
	expect(byCheck.get(two.id)).toEqual({ runs24h: 2, uptime24h: 0, p50Ms: 10, p95Ms: 10 });
	expect((await lastDay([one.id])).together).toEqual({ runs24h: 9, uptime24h: 1, p50Ms: 10, p95Ms: 10 });
	expect(await runsPerMinute()).toBe(2);
});
