import { max } from 'd3-array';
import { scaleLinear, scaleLog, scaleTime } from 'd3-scale';
import { area, line } from 'd3-shape';
import { CHART_SIDE } from './side';

/** A quarter of an hour: what is kept on the server. */
export const SERIES_MS = 15 * 60_000;
/** Where samples are further apart, the line is broken. */
const GAP_MS = 20_000;

export interface SeriesPoint {
	/** Milliseconds since the Unix epoch. */
	atMs: number;
	value: number;
}

export interface TimeSeries {
	lines: string[];
	/** Below the first line. */
	area: string;
	/** Shares of height and width, 0 to 1, from top and left. */
	yTicks: { y: number; value: number }[];
	xTicks: { x: number; at: Date }[];
	/** Where a value stands, as a share of the height from the top. */
	yOf: (value: number) => number;
	xOf: (atMs: number) => number;
}

interface Scale {
	(value: number): number;
	ticks: number[];
}

/** On a logarithmic scale, at least from 0.1 to 100: for delays. @param most that must be on it */
export function delayScale(most: number): Scale {
	const top = Math.max(100, 10 ** Math.ceil(Math.log10(Math.max(1, most))));
	const scale = scaleLog([0.1, top], [CHART_SIDE, 0]).clamp(true);
	return Object.assign((value: number) => scale(Math.max(0.1, value)), {
		ticks: [top / 100, top / 10, top],
	});
}

/** From 0, for sizes in bytes, whose ticks are whole MB of 2^20. @param most that must be on it */
export function sizeScale(most: number): Scale {
	const megabyte = 2 ** 20;
	const step = 2 ** Math.ceil(Math.log2(Math.max(2, (most * 1.1) / megabyte / 2))) * megabyte;
	const scale = scaleLinear([0, 2 * step], [CHART_SIDE, 0]);
	return Object.assign((value: number) => scale(value), { ticks: [0, step, 2 * step] });
}

/** Lays out lines over the quarter of an hour before `nowMs`. */
export function timeSeries(series: readonly (readonly SeriesPoint[])[], y: Scale, nowMs: number): TimeSeries {
	const x = scaleTime([nowMs - SERIES_MS, nowMs], [0, CHART_SIDE]);
	const drawn = series.map((points) => unbroken(points.filter(({ atMs }) => atMs >= nowMs - SERIES_MS)));
	const draw = line<SeriesPoint>(
		({ atMs }) => x(atMs),
		({ value }) => y(value),
	).digits(1);
	const fill = area<SeriesPoint>(
		({ atMs }) => x(atMs),
		CHART_SIDE,
		({ value }) => y(value),
	).digits(1);
	return {
		lines: drawn.map((pieces) => pieces.map((piece) => draw(piece) ?? '').join('')),
		area: (drawn[0] ?? []).map((piece) => fill(piece) ?? '').join(''),
		yTicks: y.ticks.map((value) => ({ y: y(value) / CHART_SIDE, value })),
		xTicks: x.ticks(4).map((at) => ({ x: x(at) / CHART_SIDE, at })),
		yOf: (value) => y(value) / CHART_SIDE,
		xOf: (atMs) => x(atMs) / CHART_SIDE,
	};
}

/** The highest point, the latest of equals. */
export function peakOf(points: readonly SeriesPoint[]): SeriesPoint | undefined {
	const most = max(points, ({ value }) => value);
	return points.findLast(({ value }) => value === most);
}

/** The last point of each minute: what a table has room for. */
export function eachMinute<T extends { atMs: number }>(points: readonly T[]): T[] {
	return points.filter(({ atMs }, i) => minute(atMs) !== minute(points[i + 1]?.atMs ?? Number.NaN));
}

function minute(atMs: number): number {
	return Math.floor(atMs / 60_000);
}

function unbroken(points: readonly SeriesPoint[]): SeriesPoint[][] {
	const pieces: SeriesPoint[][] = [];
	let lastMs = Number.NEGATIVE_INFINITY;
	for (const point of points) {
		if (point.atMs - lastMs <= GAP_MS) pieces.at(-1)?.push(point);
		else pieces.push([point]);
		lastMs = point.atMs;
	}
	return pieces;
}
