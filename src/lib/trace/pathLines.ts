import type { PathSegment } from './criticalPath';
import type { Line } from './lines';
import type { Interval } from './interval';
import type { SpanTree } from './tree';

/** An upright that joins two lines of the critical path; lines by their place from 0. */
export interface Joint {
	readonly atMs: number;
	readonly fromRow: number;
	readonly toRow: number;
}

/** Finds the place of the line on which a span is drawn: its own, its group's, or that of what is folded above it. */
export type LineFinder = (spanId: string) => number | undefined;

export function lineFinder(lines: readonly Line[], tree: SpanTree): LineFinder {
	const places = new Map<string, number | undefined>();
	lines.forEach((line, at) => {
		if (line.group === null) places.set(line.id, at);
		else if (line.folded) for (const id of line.group.spanIds) places.set(id, at);
	});
	return (spanId) => {
		const trail: string[] = [];
		let node = tree.byId.get(spanId) ?? null;
		for (; node !== null && !places.has(node.span.spanId); node = node.parent) trail.push(node.span.spanId);
		const place = node === null ? undefined : places.get(node.span.spanId);
		for (const id of trail) places.set(id, place);
		return place;
	};
}

/** The parts of the critical path by the place of the line that shows them. */
export function pathOnLines(
	path: readonly PathSegment[],
	find: LineFinder,
): ReadonlyMap<number, PathSegment[]> {
	const byLine = new Map<number, PathSegment[]>();
	for (const segment of path) {
		const at = find(segment.spanId);
		if (at === undefined) continue;
		const onLine = byLine.get(at);
		if (onLine) onLine.push(segment);
		else byLine.set(at, [segment]);
	}
	return byLine;
}

/** The uprights between the lines of the path, in the order of time. */
export function pathJoints(path: readonly PathSegment[], find: LineFinder): Joint[] {
	const joints: Joint[] = [];
	path.forEach((segment, at) => {
		const before = path[at - 1];
		const fromRow = before && find(before.spanId);
		const toRow = find(segment.spanId);
		if (fromRow === undefined || toRow === undefined || fromRow === toRow) return;
		joints.push({ atMs: segment.fromMs, fromRow, toRow });
	});
	return joints;
}

/** What is drawn of a pile of uprights: where, from which row, over how many rows. */
export interface Upright {
	readonly atMs: number;
	readonly upper: number;
	readonly rows: number;
}

/** More uprights than these that leave the rows in sight, or only pass them, would be a fence. */
const MOST_LEAVING = 60;
const MOST_PASSING = 12;
/** Nearer to each other than this share of the width, uprights run into one. */
const COLUMNS = 400;

/** The uprights among rows `first` to `last` inside a window of time, cut to them; at most one a column. */
export function visibleUprights(
	joints: readonly Joint[],
	window: Interval,
	first: number,
	last: number,
): Upright[] {
	const crossing = joints.filter((joint) => crosses(joint, window, first, last));
	const inSight = (row: number) => Number(row >= first && row <= last);
	const ends = ({ fromRow, toRow }: Joint) => inSight(fromRow) + inSight(toRow);
	const leaving = crossing.filter((joint) => ends(joint) === 1).length;
	const passing = crossing.filter((joint) => ends(joint) === 0).length;
	const least = leaving > MOST_LEAVING ? 2 : passing > MOST_PASSING ? 1 : 0;
	const drawn = crossing.filter((joint) => ends(joint) >= least);
	const columns = new Map<number, Upright>();
	const perColumn = Math.max(window.toMs - window.fromMs, Number.MIN_VALUE) / COLUMNS;
	for (const { atMs, fromRow, toRow } of drawn) {
		const column = Math.floor((atMs - window.fromMs) / perColumn);
		const upper = Math.max(first, Math.min(fromRow, toRow));
		const lower = Math.min(last, Math.max(fromRow, toRow));
		const there = drawn.length > COLUMNS ? columns.get(column) : undefined;
		const key = drawn.length > COLUMNS ? column : columns.size;
		columns.set(key, there ? joined(there, upper, lower) : { atMs, upper, rows: lower - upper });
	}
	return [...columns.values()];
}

function crosses({ atMs, fromRow, toRow }: Joint, window: Interval, first: number, last: number): boolean {
	const inTime = atMs >= window.fromMs && atMs <= window.toMs;
	return inTime && Math.min(fromRow, toRow) < last && Math.max(fromRow, toRow) > first;
}

function joined({ atMs, upper, rows }: Upright, otherUpper: number, otherLower: number): Upright {
	const top = Math.min(upper, otherUpper);
	return { atMs, upper: top, rows: Math.max(upper + rows, otherLower) - top };
}
