import { describe, expect, test } from 'bun:test';
import { CHART_SIDE } from './side';
import { delayScale, eachMinute, peakOf, SERIES_MS, sizeScale, timeSeries } from './timeSeries';

const NOW = Date.parse('2026-11-21T14:02:00Z');
const at = (secondsAgo: number, value: number) => ({ atMs: NOW - secondsAgo * 1000, value });

describe('a time series', () => {
	test('spans the quarter of an hour before now, and leaves out what is older', () => {
		const chart = timeSeries([[at(1000, 5), at(10, 1), at(5, 10), at(0, 100)]], delayScale(100), NOW);
		expect(chart.xOf(NOW)).toBe(1);
		expect(chart.xOf(NOW - SERIES_MS)).toBe(0);
		expect(chart.lines).toHaveLength(1);
		expect(chart.lines[0]?.match(/M/g)).toHaveLength(1);
		expect(chart.lines[0]).toEndWith(`${CHART_SIDE},0`);
		expect(chart.area).toContain('Z');
	});

	test('is broken where samples are missing', () => {
		const chart = timeSeries([[at(300, 1), at(295, 1), at(100, 1), at(95, 1)]], delayScale(1), NOW);
		expect(chart.lines[0]?.match(/M/g)).toHaveLength(2);
	});

	test('of nothing is empty', () => {
		const chart = timeSeries([[]], sizeScale(0), NOW);
		expect(chart.lines).toEqual(['']);
		expect(chart.area).toBe('');
	});
});

test('delays stand between 0.1 ms and the next power of ten, with three lines', () => {
	expect(delayScale(3).ticks).toEqual([1, 10, 100]);
	expect(delayScale(350).ticks).toEqual([10, 100, 1000]);
	const y = delayScale(3);
	expect(y(0)).toBe(CHART_SIDE);
	expect(y(100)).toBe(0);
	expect(y(10)).toBeLessThan(y(1));
});

test('sizes stand above 0, with room for the largest', () => {
	const MB = 2 ** 20;
	expect(sizeScale(93 * MB).ticks).toEqual([0, 64 * MB, 128 * MB]);
	expect(sizeScale(20 * MB).ticks).toEqual([0, 16 * MB, 32 * MB]);
	for (const size of [1, 40, 127, 1900]) expect(sizeScale(size * MB)(size * MB)).toBeGreaterThan(0);
});

test('the peak is the highest, the latest of equals', () => {
	expect(peakOf([at(3, 9), at(2, 1), at(1, 9)])).toEqual(at(1, 9));
	expect(peakOf([])).toBeUndefined();
});

test('a table has the last of each minute', () => {
	expect(
		eachMinute([at(125, 1), at(121, 2), at(61, 3), at(5, 4), at(1, 5)]).map(({ value }) => value),
	).toEqual([2, 3, 5]);
});
