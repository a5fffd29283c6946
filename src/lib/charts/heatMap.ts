import { extent, groups, max, quantileSorted, ascending } from 'd3-array';
import { scaleLinear, scaleLog, scaleQuantize, scaleTime } from 'd3-scale';

/** One ended trace. Milliseconds, its start since the Unix epoch. */
export interface HeatPoint {
	readonly startMs: number;
	readonly tookMs: number;
	readonly failed: boolean;
}

/** Column and row from 0, from the left and from the bottom. */
export interface HeatCell {
	readonly column: number;
	readonly row: number;
	readonly count: number;
}

/** One stretch of time in which something began. */
export interface HeatColumn {
	readonly column: number;
	readonly fromMs: number;
	readonly toMs: number;
	readonly count: number;
	readonly failed: number;
	readonly p50Ms: number;
	readonly maxMs: number;
}

/** Where the cells lie: a cell is `stepMs` wide and a fifth of a decade high. */
export interface HeatGrid {
	/** Milliseconds since the Unix epoch; a whole multiple of `stepMs`. */
	readonly fromMs: number;
	readonly stepMs: number;
	readonly columns: number;
	/** The lowest row begins at ten to the power of this. */
	readonly lowestDecade: number;
	readonly rows: number;
}

export interface HeatMap extends HeatGrid {
	readonly cells: readonly HeatCell[];
	readonly stretches: readonly HeatColumn[];
	/** So many traces in a cell, or more, have the darkest of the five steps. */
	readonly darkestCount: number;
}

export const FIFTHS = 5;
/** How much of the accent each step has, from the palest to the darkest. */
export const STEP_TINTS = ['12%', '26%', '42%', '64%', '100%'] as const;
const STEPS = STEP_TINTS.length;
const MOST_COLUMNS = 72;
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const STEP_SIZES = [1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1200, 1800].map((s) => s * SECOND);
/** A tenth of a microsecond to a day and more: what clocks make of nothing, or of everything, stays at the edge. */
const LOWEST_DECADE = -3;
const HIGHEST_DECADE = 8;
const FEWEST_DECADES = 2;

/**
 * Counts traces by when they began and, in fifths of a decade, how long they took.
 * @param fromMs to @param toMs where the time that is looked at begins and ends; what lies outside is not counted
 */
export function heatMap(points: readonly HeatPoint[], fromMs: number, toMs: number): HeatMap {
	const inside = points.filter(({ startMs }) => startMs >= fromMs && startMs <= toMs);
	const grid = gridOf(inside, fromMs, toMs);
	const byColumn = groups(inside, ({ startMs }) => columnAt(grid, startMs)).sort(([a], [b]) => a - b);
	const cells = byColumn.flatMap(([column, held]) => cellsOf(grid, column, held));
	return {
		...grid,
		cells,
		stretches: byColumn.map(([column, held]) => stretchOf(grid, column, held)),
		darkestCount: Math.max(STEPS, max(cells, ({ count }) => count) ?? 0),
	};
}

export function columnAt({ fromMs, stepMs, columns }: HeatGrid, startMs: number): number {
	return within(Math.floor((startMs - fromMs) / stepMs), columns);
}

export function rowAt({ lowestDecade, rows }: HeatGrid, tookMs: number): number {
	return within(fifthOf(tookMs) - lowestDecade * FIFTHS, rows);
}

/** When a column begins; the one behind the last is where the last ends. Milliseconds since the Unix epoch. */
export function columnStart({ fromMs, stepMs }: HeatGrid, column: number): number {
	return fromMs + column * stepMs;
}

/** The shortest duration of a row, in milliseconds, exact to four digits: it goes into addresses. */
export function rowStart({ lowestDecade }: HeatGrid, row: number): number {
	return Number((10 ** (lowestDecade + row / FIFTHS)).toPrecision(4));
}

/** Which of the five steps of accent a cell has, from 1. */
export function stepOf({ darkestCount }: Pick<HeatMap, 'darkestCount'>, count: number): number {
	return scaleQuantize([1, darkestCount], [1, 2, 3, 4, 5])(count);
}

export interface HeatTicks {
	/** Shares of the width and height, 0 to 1, from left and top. */
	readonly x: readonly { x: number; at: Date }[];
	readonly y: readonly { y: number; ms: number }[];
}

/** Labels stand below the middle of a tick: at the very edge half of one would be cut off. */
const EDGE = 0.02;

/** One tick a decade, and round times. */
export function heatTicks(grid: HeatGrid): HeatTicks {
	const { fromMs, columns, rows, lowestDecade } = grid;
	const x = scaleTime([new Date(fromMs), new Date(columnStart(grid, columns))], [0, 1]);
	const decades = Array.from({ length: rows / FIFTHS + 1 }, (_, at) => 10 ** (lowestDecade + at));
	const y = scaleLog([decades[0] ?? 1, decades.at(-1) ?? 10], [1, 0]);
	return {
		x: x
			.ticks(6)
			.map((at) => ({ x: x(at), at }))
			.filter((tick) => tick.x > EDGE && tick.x < 1 - EDGE),
		y: decades.map((ms) => ({ ms: Number(ms.toPrecision(1)), y: y(ms) })),
	};
}

/** The cells of one step as one path, in units of a cell from the top left: hundreds of elements would be slower. */
export function stepPath(map: HeatMap, step: number): string {
	return map.cells
		.filter(({ count }) => stepOf(map, count) === step)
		.map(({ column, row }) => `M${column} ${map.rows - 1 - row}h1v1h-1z`)
		.join('');
}

/** How high the mark of a stretch stands in the lane below, 0 to 1. */
export function laneHeight({ stretches }: HeatMap, failed: number): number {
	return scaleLinear([0, Math.max(3, max(stretches, (held) => held.failed) ?? 0)], [0, 1])(failed);
}

/** Steps are round and begin at round times, so that cells stay where they are while time goes on. */
function gridOf(points: readonly HeatPoint[], fromMs: number, toMs: number): HeatGrid {
	const stepMs = STEP_SIZES.find((step) => (toMs - fromMs) / step < MOST_COLUMNS - 1) ?? 60 * MINUTE;
	const first = Math.floor(fromMs / stepMs);
	const [least = 0, most = 0] = extent(points, ({ tookMs }) => fifthOf(tookMs));
	const lowestDecade = Math.floor(least / FIFTHS);
	const decades = Math.max(FEWEST_DECADES, Math.floor(most / FIFTHS) + 1 - lowestDecade);
	return {
		fromMs: first * stepMs,
		stepMs,
		columns: Math.floor(toMs / stepMs) + 1 - first,
		lowestDecade,
		rows: decades * FIFTHS,
	};
}

/** Which fifth of a decade a duration lies in; 0 begins at 1 ms. A little is added: 10 ** 0.6 is not quite its row. */
function fifthOf(ms: number): number {
	const fifth = Math.floor(Math.log10(Math.max(ms, 10 ** LOWEST_DECADE)) * FIFTHS + 1e-9);
	return Math.min(fifth, HIGHEST_DECADE * FIFTHS);
}

function cellsOf(grid: HeatGrid, column: number, held: readonly HeatPoint[]): HeatCell[] {
	return groups(held, ({ tookMs }) => rowAt(grid, tookMs)).map(([row, { length: count }]) => ({
		column,
		row,
		count,
	}));
}

function stretchOf(grid: HeatGrid, column: number, held: readonly HeatPoint[]): HeatColumn {
	const took = held.map(({ tookMs }) => tookMs).sort(ascending);
	return {
		column,
		fromMs: columnStart(grid, column),
		toMs: columnStart(grid, column + 1),
		count: held.length,
		failed: held.filter(({ failed }) => failed).length,
		p50Ms: quantileSorted(took, 0.5) ?? 0,
		maxMs: took.at(-1) ?? 0,
	};
}

function within(index: number, count: number): number {
	return Math.min(count - 1, Math.max(0, index));
}
