import { describe, expect, test } from 'bun:test';
import { heatMap, heatTicks, laneHeight, rowStart, stepOf, stepPath, type HeatPoint } from './heatMap';

const FROM = Date.UTC(2026, 10, 21, 13, 0, 0);
const MINUTE = 60_000;
const point = (atMs: number, tookMs: number, failed = false): HeatPoint => ({
	startMs: FROM + atMs,
	tookMs,
	failed,
});
const hour = (points: HeatPoint[]) => heatMap(points, FROM, FROM + 60 * MINUTE);

describe('heat map', () => {
	test('counts by time and by fifths of a decade', () => {
		const map = hour([point(0, 10), point(59_000, 15), point(60_000, 15.9), point(61_000, 1000)]);
		expect(map).toMatchObject({ fromMs: FROM, stepMs: MINUTE, columns: 61, lowestDecade: 1, rows: 15 });
		expect(map.cells).toEqual([
			{ column: 0, row: 0, count: 2 },
			{ column: 1, row: 1, count: 1 },
			{ column: 1, row: 10, count: 1 },
		]);
		expect(map.cells.map(({ row }) => rowStart(map, row))).toEqual([10, 15.85, 1000]);
	});

	test('tells of each stretch how many there were, how long and how many failed', () => {
		const { stretches } = hour([point(0, 10), point(1, 30, true), point(2, 20), point(3 * MINUTE, 5)]);
		expect(stretches).toEqual([
			{ column: 0, fromMs: FROM, toMs: FROM + MINUTE, count: 3, failed: 1, p50Ms: 20, maxMs: 30 },
			{
				column: 3,
				fromMs: FROM + 3 * MINUTE,
				toMs: FROM + 4 * MINUTE,
				count: 1,
				failed: 0,
				p50Ms: 5,
				maxMs: 5,
			},
		]);
	});

	test('cells stay in their place while time goes on', () => {
		const at = (ms: number) => heatMap([point(30 * MINUTE, 10)], FROM + ms, FROM + ms + 15 * MINUTE * 4);
		const moment = ({ fromMs, stepMs, cells }: ReturnType<typeof at>) =>
			fromMs + (cells[0]?.column ?? 0) * stepMs;
		expect(moment(at(7000))).toBe(moment(at(11_000)));
	});

	test('leaves out what began outside, and survives what clocks make of durations', () => {
		expect(hour([point(-1, 10), point(61 * MINUTE, 10)]).cells).toEqual([]);
		const map = hour([point(0, 0), point(0, 1e12)]);
		expect(map.rows).toBeLessThanOrEqual(60);
		expect(map.cells.every(({ row }) => row >= 0 && row < map.rows)).toBe(true);
	});

	test('is two decades high at least, and empty where nothing is', () => {
		expect(hour([])).toMatchObject({ cells: [], stretches: [], rows: 10, darkestCount: 5 });
	});

	test('never has more than 72 columns, for a second as for two days', () => {
		for (const span of [1000, 90_000, 15 * MINUTE, 60 * MINUTE, 24 * 60 * MINUTE, 48 * 60 * MINUTE])
			expect(heatMap([], FROM, FROM + span).columns).toBeLessThanOrEqual(72);
	});

	test('five steps from one trace to the most', () => {
		const steps = [1, 2, 3, 4, 5, 6].map((count) => stepOf({ darkestCount: 5 }, count));
		expect(steps).toEqual([1, 2, 3, 4, 5, 5]);
		expect([1, 20, 41, 100].map((count) => stepOf({ darkestCount: 100 }, count))).toEqual([1, 1, 3, 5]);
	});

	test('draws the cells of a step as one path from the top', () => {
		const map = hour([point(0, 1), point(2 * MINUTE, 99)]);
		expect(stepPath(map, 1)).toBe('M0 9h1v1h-1zM2 0h1v1h-1z');
		expect(stepPath(map, 2)).toBe('');
	});

	test('has a tick for each decade, and round times', () => {
		const { x, y } = heatTicks(hour([point(0, 1), point(0, 999)]));
		expect(y).toEqual([
			{ ms: 1, y: 1 },
			{ ms: 10, y: expect.closeTo(2 / 3, 5) as number },
			{ ms: 100, y: expect.closeTo(1 / 3, 5) as number },
			{ ms: 1000, y: 0 },
		]);
		expect(x.every(({ at }) => at.getTime() % (5 * MINUTE) === 0)).toBe(true);
	});

	test('the lane is as high as its most', () => {
		const map = hour(Array.from({ length: 6 }, () => point(0, 1, true)));
		expect([laneHeight(map, 6), laneHeight(map, 3)]).toEqual([1, 0.5]);
		expect(laneHeight(hour([point(0, 1, true)]), 1)).toBeCloseTo(1 / 3);
	});
});
