import { rollup, sum } from 'd3-array';
import type { HeatCell, HeatMap } from './heatMap';

/** A rectangle of cells; the ends belong to it. */
export interface Cells {
	readonly fromColumn: number;
	readonly toColumn: number;
	readonly fromRow: number;
	readonly toRow: number;
}

export interface SlowBand extends Cells {
	/** Traces in it. */
	readonly count: number;
	/** It reaches the newest stretch in which anything ended. */
	readonly stillThere: boolean;
}

/** Before anything can be called slow, so many traces must have told what is usual. */
const FEWEST_BEFORE = 50;
/** So much of what came before was faster. */
const USUAL_SHARE = 0.98;
/** Rows of a fifth of a decade between what is usual and what is slow: 2.5 times as long at least. */
const CLEAR_ROWS = 2;
/** A band holds so many traces, in so many columns, and so much of all that began meanwhile. */
const FEWEST_IN_BAND = 5;
const FEWEST_COLUMNS = 3;
const LEAST_SHARE = 0.1;
/** So many columns in a row without a slow trace end it. */
const LONGEST_GAP = 2;

/**
 * Where traces began to take far longer than 98 % of all before them, and went on to. It says that a band is there and
 * nothing of its cause: a new kind of slow work is one as well. `null` where none is clear.
 */
export function slowBand({ cells }: HeatMap): SlowBand | null {
	const columns = [
		...rollup(
			cells,
			(held) => [...held],
			({ column }) => column,
		),
	].sort(([a], [b]) => a - b);
	const last = columns.at(-1)?.[0] ?? 0;
	const before = new Map<number, number>();
	for (const [column, held] of columns) {
		const lowest = slowFrom(before);
		const band = lowest === null ? null : bandFrom(cells, column, lowest, last);
		if (band !== null) return band;
		for (const { row, count } of held) before.set(row, (before.get(row) ?? 0) + count);
	}
	return null;
}

/** The traces in a rectangle. */
export function countIn(cells: readonly HeatCell[], area: Cells): number {
	return sum(
		cells.filter((cell) => lies(cell, area)),
		({ count }) => count,
	);
}

export function lies({ column, row }: HeatCell, area: Cells): boolean {
	const inTime = column >= area.fromColumn && column <= area.toColumn;
	return inTime && row >= area.fromRow && row <= area.toRow;
}

/** The lowest row that is slow after these counts by row; `null` while too little is known. */
function slowFrom(before: ReadonlyMap<number, number>): number | null {
	const total = sum(before.values());
	if (total < FEWEST_BEFORE) return null;
	let seen = 0;
	for (const [row, count] of [...before].sort(([a], [b]) => a - b)) {
		seen += count;
		if (seen >= total * USUAL_SHARE) return row + CLEAR_ROWS;
	}
	return null;
}

function bandFrom(
	cells: readonly HeatCell[],
	fromColumn: number,
	fromRow: number,
	last: number,
): SlowBand | null {
	const slow = cells.filter(({ column, row }) => column >= fromColumn && row >= fromRow);
	const columns = unbroken(slow, fromColumn);
	const toColumn = columns.at(-1);
	if (toColumn === undefined || columns.length < FEWEST_COLUMNS) return null;
	const held = slow.filter(({ column }) => column <= toColumn);
	const area = { fromColumn, toColumn, fromRow, toRow: Math.max(...held.map(({ row }) => row)) };
	const count = countIn(cells, area);
	const all = countIn(cells, { ...area, fromRow: 0 });
	if (count < FEWEST_IN_BAND || count < all * LEAST_SHARE) return null;
	return { ...area, count, stillThere: last - toColumn <= LONGEST_GAP };
}

/** The columns with slow cells, from the first on, up to where too many in a row have none. */
function unbroken(slow: readonly HeatCell[], fromColumn: number): number[] {
	const columns = [...new Set(slow.map(({ column }) => column))].sort((a, b) => a - b);
	if (columns[0] !== fromColumn) return [];
	const gap = columns.findIndex((column, at) => column - (columns[at - 1] ?? column) > LONGEST_GAP + 1);
	return gap < 0 ? columns : columns.slice(0, gap);
}
