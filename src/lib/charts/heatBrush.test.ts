import { describe, expect, test } from 'bun:test';
import { brushByKey, cellAt, cellsOfBrush, cellsOfRanges, rangesOf, type Brush } from './heatBrush';
import type { HeatGrid } from './heatMap';

const grid: HeatGrid = { fromMs: 1_000_000, stepMs: 1000, columns: 60, lowestDecade: 0, rows: 20 };
const brush = (column: number, row: number): Brush => ({ anchor: { column, row }, head: { column, row } });

describe('brush of a heat map', () => {
	test('begins in the newest column, whatever key moves it', () =>
		expect(brushByKey(null, 'ArrowLeft', false, grid)).toEqual(brush(59, 10)));

	test.each([
		['ArrowLeft', 29, 10],
		['ArrowRight', 31, 10],
		['ArrowUp', 30, 11],
		['ArrowDown', 30, 9],
		['PageUp', 30, 15],
		['Home', 0, 10],
		['End', 59, 10],
	])('%s moves it', (key, column, row) =>
		expect(brushByKey(brush(30, 10), key, false, grid)).toEqual(brush(column, row)),
	);

	test('with Shift it is stretched, and stays inside', () => {
		const stretched = brushByKey(brush(59, 18), 'ArrowRight', true, grid);
		expect(stretched).toEqual(brush(59, 18));
		expect(brushByKey(stretched, 'PageUp', true, grid)).toEqual({
			anchor: { column: 59, row: 18 },
			head: { column: 59, row: 19 },
		});
	});

	test('other keys are nothing to it', () => expect(brushByKey(brush(1, 1), 'x', false, grid)).toBeNull());

	test('a pointer is over a cell, and outside over the nearest', () => {
		expect(cellAt(grid, 0.5, 0)).toEqual({ column: 30, row: 19 });
		expect(cellAt(grid, -1, 2)).toEqual({ column: 0, row: 0 });
		expect(cellAt(grid, 1, -1)).toEqual({ column: 59, row: 19 });
	});

	test('a rectangle is drawn in any direction', () =>
		expect(cellsOfBrush({ anchor: { column: 9, row: 2 }, head: { column: 3, row: 7 } })).toEqual({
			fromColumn: 3,
			toColumn: 9,
			fromRow: 2,
			toRow: 7,
		}));

	test('its edges are times and durations', () =>
		expect(rangesOf(grid, { fromColumn: 3, toColumn: 9, fromRow: 5, toRow: 9 })).toEqual({
			fromMs: 1_003_000,
			toMs: 1_010_000,
			minMs: 10,
			maxMs: 100,
		}));

	test('up to the newest column is from then on, and at the bottom and top there is no limit', () =>
		expect(rangesOf(grid, { fromColumn: 3, toColumn: 59, fromRow: 0, toRow: 19 })).toEqual({
			fromMs: 1_003_000,
			toMs: null,
			minMs: null,
			maxMs: null,
		}));

	test('what was filtered by is the rectangle again, in every row', () => {
		for (let row = 0; row < 20; row++) {
			const cells = { fromColumn: 3, toColumn: 9, fromRow: row, toRow: row };
			expect(cellsOfRanges(grid, rangesOf(grid, cells))).toEqual(cells);
		}
	});

	test('a filter without ranges, or for another time, is no rectangle', () => {
		const none = { fromMs: null, toMs: null, minMs: null, maxMs: null };
		expect(cellsOfRanges(grid, none)).toBeNull();
		expect(cellsOfRanges(grid, { ...none, toMs: 5 })).toBeNull();
		expect(cellsOfRanges(grid, { ...none, fromMs: 9_000_000 })).toBeNull();
		expect(cellsOfRanges(grid, { ...none, minMs: 1 })).toBeNull();
		expect(cellsOfRanges(grid, { ...none, minMs: 1000 })).toMatchObject({ fromRow: 15, toRow: 19 });
	});
});
