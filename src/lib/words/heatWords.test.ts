import { expect, test } from 'bun:test';
import { areaWords, cellWords, edge } from './heatWords';

const at = new Date(2026, 10, 21, 13, 0).getTime();
const grid = { fromMs: at, stepMs: 60_000, columns: 60, lowestDecade: 0, rows: 20 };

test('an area is told by its times and durations', () => {
	const area = { fromColumn: 43, toColumn: 57, fromRow: 15, toRow: 19 };
	expect(areaWords(grid, area, 164)).toBe('13:43 to 13:58, 1 s to 10 s: 164 traces');
	expect(areaWords({ ...grid, stepMs: 5000 }, { ...area, toColumn: 43 }, 1)).toBe(
		'13:03:35 to 13:03:40, 1 s to 10 s: 1 trace',
	);
});

test('a cell is told by its size', () =>
	expect([5000, 60_000, 1_800_000].map((stepMs) => cellWords({ ...grid, stepMs }))).toEqual([
		'each cell is 5 s by a fifth of a decade',
		'each cell is 1 min by a fifth of a decade',
		'each cell is 30 min by a fifth of a decade',
	]));

test('edges are short', () =>
	expect([0.1, 1, 15.85, 158.5, 1000, 1585, 10_000, 100_000].map(edge)).toEqual([
		'0.1 ms',
		'1 ms',
		'16 ms',
		'159 ms',
		'1 s',
		'1.6 s',
		'10 s',
		'1.7 min',
	]));
