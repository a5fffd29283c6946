import { columnAt, columnStart, rowAt, rowStart, type HeatGrid } from './heatMap';
import type { Cells } from './slowBand';

/** What a rectangle of a heat map narrows a list to; `null` where it reaches the edge, for time the right one alone. */
export interface BrushedRanges {
	/** Milliseconds since the Unix epoch. */
	readonly fromMs: number | null;
	readonly toMs: number | null;
	readonly minMs: number | null;
	readonly maxMs: number | null;
}

/** A cell, by column from the left and row from the bottom. */
export interface CellPlace {
	readonly column: number;
	readonly row: number;
}

/** A brush is drawn from its anchor to its head, which moves. */
export interface Brush {
	readonly anchor: CellPlace;
	readonly head: CellPlace;
}

const MOVES: Readonly<Record<string, readonly [columns: number, rows: number]>> = {
	ArrowLeft: [-1, 0],
	ArrowRight: [1, 0],
	ArrowUp: [0, 1],
	ArrowDown: [0, -1],
	PageUp: [0, 5],
	PageDown: [0, -5],
	Home: [-Infinity, 0],
	End: [Infinity, 0],
};

/**
 * Where the brush is after a key: arrows, Page up and down (a decade), Home and End move it, with Shift they stretch
 * it. `null` for any other key. Without a brush it begins in the newest column.
 */
export function brushByKey(brush: Brush | null, key: string, shift: boolean, grid: HeatGrid): Brush | null {
	const move = MOVES[key];
	if (move === undefined) return null;
	if (brush === null) {
		const first = { column: grid.columns - 1, row: Math.floor(grid.rows / 2) };
		return { anchor: first, head: first };
	}
	const head = {
		column: within(brush.head.column + move[0], grid.columns),
		row: within(brush.head.row + move[1], grid.rows),
	};
	return { anchor: shift ? brush.anchor : head, head };
}

/** The cell at a place, as shares of width and height from the top left; outside, the nearest. */
export function cellAt({ columns, rows }: HeatGrid, xShare: number, yShare: number): CellPlace {
	return {
		column: within(Math.floor(xShare * columns), columns),
		row: within(Math.floor((1 - yShare) * rows), rows),
	};
}

export function cellsOfBrush({ anchor, head }: Brush): Cells {
	return {
		fromColumn: Math.min(anchor.column, head.column),
		toColumn: Math.max(anchor.column, head.column),
		fromRow: Math.min(anchor.row, head.row),
		toRow: Math.max(anchor.row, head.row),
	};
}

/** What to filter by. Up to the newest column means from then on: what comes next belongs to it too. */
export function rangesOf(grid: HeatGrid, { fromColumn, toColumn, fromRow, toRow }: Cells): BrushedRanges {
	return {
		fromMs: columnStart(grid, fromColumn),
		toMs: toColumn >= grid.columns - 1 ? null : columnStart(grid, toColumn + 1),
		minMs: fromRow <= 0 ? null : rowStart(grid, fromRow),
		maxMs: toRow >= grid.rows - 1 ? null : rowStart(grid, toRow + 1),
	};
}

/** The other way: what a filter has chosen, as cells; `null` where that is all that is shown, or nothing of it. */
export function cellsOfRanges(grid: HeatGrid, ranges: BrushedRanges): Cells | null {
	const cells = { ...columnsOf(grid, ranges), ...rowsOf(grid, ranges) };
	const isNone = cells.fromRow > cells.toRow || cells.fromColumn > cells.toColumn;
	return isNone || isAll(grid, cells) ? null : cells;
}

function columnsOf(grid: HeatGrid, { fromMs, toMs }: BrushedRanges): Pick<Cells, 'fromColumn' | 'toColumn'> {
	const end = columnStart(grid, grid.columns);
	if ((fromMs ?? 0) >= end || (toMs ?? end) <= grid.fromMs) return { fromColumn: 1, toColumn: 0 };
	return {
		fromColumn: fromMs === null ? 0 : columnAt(grid, fromMs),
		toColumn: toMs === null ? grid.columns - 1 : columnAt(grid, toMs - 1),
	};
}

function rowsOf(grid: HeatGrid, { minMs, maxMs }: BrushedRanges): Pick<Cells, 'fromRow' | 'toRow'> {
	return {
		fromRow: minMs === null ? 0 : rowAt(grid, minMs * ROUNDED_UP),
		toRow: maxMs === null ? grid.rows - 1 : rowAt(grid, maxMs * ROUNDED_DOWN),
	};
}

/** Ends of rows are rounded to four digits, and the one above does not belong to the brush. */
const ROUNDED_UP = 1.0002;
const ROUNDED_DOWN = 0.9995;

function isAll({ columns, rows }: HeatGrid, cells: Cells): boolean {
	const allTimes = cells.fromColumn === 0 && cells.toColumn === columns - 1;
	return allTimes && cells.fromRow === 0 && cells.toRow === rows - 1;
}

function within(index: number, count: number): number {
	return Math.min(count - 1, Math.max(0, index));
}
