import { bin, max, quantileSorted, ascending } from 'd3-array';
import { scaleLinear, scaleTime } from 'd3-scale';
import { area, line } from 'd3-shape';
import { CHART_SIDE } from './side';
import type { RunState } from '$server/checks/schema';

/** What is drawn at most; of more, the server gives the newest. */
export const MOST_POINTS = 2000;

export interface LatencyPoint {
	at: string;
	latencyMs: number | null;
	state: RunState;
	runId: string;
}

/** The runs of one stretch of time. */
export interface LatencyBucket {
	from: Date;
	to: Date;
	runs: number;
	failed: number;
	p50Ms: number | null;
	p95Ms: number | null;
}

/** Cuts `[from, to]` into equal stretches; a run counts as failed by its verdict, not by its latency. */
export function latencyBuckets(
	points: readonly LatencyPoint[],
	from: Date,
	to: Date,
	count = 96,
): LatencyBucket[] {
	const edges = Array.from({ length: count + 1 }, (_, i) => +from + ((+to - +from) * i) / count);
	const bins = bin<LatencyPoint, number>()
		.domain([+from, +to])
		.thresholds(edges.slice(1, -1))
		.value((point) => Date.parse(point.at))(points);
	return bins.map((held, index) => bucket(held, edges[index] ?? +from, edges[index + 1] ?? +to));
}

function bucket(points: readonly LatencyPoint[], from: number, to: number): LatencyBucket {
	const sorted = points
		.flatMap(({ latencyMs }) => (latencyMs === null ? [] : [latencyMs]))
		.toSorted(ascending);
	return {
		from: new Date(from),
		to: new Date(to),
		runs: points.length,
		failed: points.filter(({ state }) => state === 'failed' || state === 'error').length,
		p50Ms: quantileSorted(sorted, 0.5) ?? null,
		p95Ms: quantileSorted(sorted, 0.95) ?? null,
	};
}

export interface LatencyChart {
	/** Path data in a square of 1000 by 1000 that is stretched to the room there is. */
	p95: string;
	p95Area: string;
	p50: string;
	/** Stretches that stand alone, as shares of width and height: a line of one point would not be seen. */
	dots: { x: number; y: number }[];
	failures: { x: number; width: number; share: number }[];
	budgetY: number | null;
	peak: { x: number; y: number; bucket: LatencyBucket } | null;
	/** Shares of the height and width, 0 to 1, from top and left. */
	yTicks: { y: number; ms: number }[];
	xTicks: { x: number; at: Date }[];
}

/**
 * Lays the chart out. The budget is drawn only where it does not flatten everything else.
 * @param everyMs the interval of the check, 0 for none: stretches that it leaves empty do not break the line
 */
export function latencyChart(buckets: readonly LatencyBucket[], budgetMs: number, everyMs = 0): LatencyChart {
	const from = buckets[0]?.from ?? new Date(0);
	const to = buckets.at(-1)?.to ?? new Date(1);
	const peakMs = max(buckets, (held) => held.p95Ms ?? 0) ?? 0;
	const withBudget = budgetMs <= peakMs * 3;
	const x = scaleTime([from, to], [0, CHART_SIDE]);
	const y = scaleLinear(
		[0, Math.max(1, (withBudget ? Math.max(peakMs, budgetMs) : peakMs) * 1.15)],
		[CHART_SIDE, 0],
	).nice(3);
	const middle = (held: LatencyBucket) => x((+held.from + +held.to) / 2);
	const pieces = unbroken(buckets, everyMs);
	const draw = (value: (held: LatencyBucket) => number | null) =>
		pieces
			.map((piece) => line<LatencyBucket>(middle, (held) => y(value(held) ?? 0)).digits(1)(piece))
			.join('');
	return {
		p95: draw((held) => held.p95Ms),
		p50: draw((held) => held.p50Ms),
		p95Area: pieces
			.map((piece) => area<LatencyBucket>(middle, CHART_SIDE, (held) => y(held.p95Ms ?? 0)).digits(1)(piece))
			.join(''),
		dots: pieces
			.filter((piece) => piece.length === 1)
			.flat()
			.map((held) => ({ x: middle(held) / CHART_SIDE, y: y(held.p95Ms ?? 0) / CHART_SIDE })),
		failures: failures(buckets),
		budgetY: withBudget ? y(budgetMs) / CHART_SIDE : null,
		peak: peakOf(buckets, peakMs, middle, y),
		yTicks: y
			.ticks(3)
			.slice(0, 4)
			.map((ms) => ({ y: y(ms) / CHART_SIDE, ms })),
		xTicks: x.ticks(6).map((at) => ({ x: x(at) / CHART_SIDE, at })),
	};
}

/** The stretches that measured something, parted where nothing was measured for twice as long as is to be expected. */
function unbroken(buckets: readonly LatencyBucket[], everyMs: number): LatencyBucket[][] {
	const pieces: LatencyBucket[][] = [];
	let last: LatencyBucket | undefined;
	for (const held of buckets.filter(({ p95Ms }) => p95Ms !== null)) {
		const gapMs = 2 * Math.max(everyMs, +held.to - +held.from);
		if (last !== undefined && +held.from - +last.from < gapMs - 1) pieces.at(-1)?.push(held);
		else pieces.push([held]);
		last = held;
	}
	return pieces;
}

function failures(buckets: readonly LatencyBucket[]): LatencyChart['failures'] {
	const width = CHART_SIDE / Math.max(1, buckets.length);
	return buckets.flatMap((held, index) =>
		held.failed === 0 ? [] : [{ x: index * width, width, share: held.failed / held.runs }],
	);
}

function peakOf(
	buckets: readonly LatencyBucket[],
	peakMs: number,
	x: (held: LatencyBucket) => number,
	y: (ms: number) => number,
): LatencyChart['peak'] {
	const held = buckets.find((candidate) => candidate.p95Ms !== null && candidate.p95Ms === peakMs);
	return held === undefined ? null : { x: x(held) / CHART_SIDE, y: y(peakMs) / CHART_SIDE, bucket: held };
}
