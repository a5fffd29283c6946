import { parseNano } from './time';
import { walk, type SpanNode, type SpanTree } from './tree';
import type { TraceSpan } from './wire';

/** How a span lies outside the one above it, in milliseconds; 0 where it does not. */
export interface Misfit {
	/** It begins so much before its parent does: no cause can do that, so one of the clocks is wrong. */
	readonly earlyMs: number;
	/** It ends so much after its parent. */
	readonly lateMs: number;
	/** Whether the two were timed by different services, hence mostly by different clocks. */
	readonly foreign: boolean;
}

/** Clocks are read a moment apart: less than this is no misfit. */
const TOLERANCE_MS = 0.05;

/**
 * The spans that do not fit their parents. To begin before the parent is always one; to end after it only in another
 * service, for inside one service that is how work goes on that nobody waits for.
 */
export function findMisfits(tree: SpanTree): ReadonlyMap<string, Misfit> {
	const misfits = new Map<string, Misfit>();
	for (const node of walk(tree.roots)) {
		const misfit = node.parent && misfitOf(node, node.parent);
		if (misfit) misfits.set(node.span.spanId, misfit);
	}
	return misfits;
}

/**
 * The spans as they may have been were all clocks right: what another service did for a call is moved into the call,
 * to its middle, as the way there and back took time. Where it took longer than the call, it starts with it.
 * Everything below moves along. Spans that fit are returned as they are.
 */
export function adjustSkew(tree: SpanTree): TraceSpan[] {
	const shifts = new Map<SpanNode, number>();
	for (const node of walk(tree.roots)) {
		const inherited = (node.parent && shifts.get(node.parent)) ?? 0;
		const misfit = node.parent && misfitOf(node, node.parent);
		shifts.set(node, node.parent && misfit?.foreign ? inherited + intoParent(node, node.parent) : inherited);
	}
	return [...shifts].map(([node, shiftMs]) => (shiftMs === 0 ? node.span : shifted(node.span, shiftMs)));
}

/** By their own clocks: a shift of the parent moves both. */
function misfitOf(node: SpanNode, parent: SpanNode): Misfit | null {
	const foreign = node.span.service !== parent.span.service;
	const earlyMs = Math.max(0, parent.startMs - node.startMs);
	const answered = parent.span.kind !== 'producer' && node.span.kind !== 'consumer';
	const overMs = node.endMs === null || parent.endMs === null ? 0 : node.endMs - parent.endMs;
	const lateMs = foreign && answered ? Math.max(0, overMs) : 0;
	return earlyMs > TOLERANCE_MS || lateMs > TOLERANCE_MS ? { earlyMs, lateMs, foreign } : null;
}

function intoParent(node: SpanNode, parent: SpanNode): number {
	const toStartMs = parent.startMs - node.startMs;
	if (node.endMs === null || parent.endMs === null) return Math.max(0, toStartMs);
	const roomMs = parent.endMs - parent.startMs - (node.endMs - node.startMs);
	return roomMs >= 0 ? toStartMs + roomMs / 2 : toStartMs;
}

function shifted(span: TraceSpan, shiftMs: number): TraceSpan {
	const by = BigInt(Math.round(shiftMs * 1e6));
	const move = (nano: string) => {
		const moved = parseNano(nano) + by;
		return String(moved > 0n ? moved : 0n);
	};
	return {
		...span,
		startTimeUnixNano: move(span.startTimeUnixNano),
		endTimeUnixNano: span.endTimeUnixNano === null ? null : move(span.endTimeUnixNano),
		events: span.events.map((event) => ({ ...event, timeUnixNano: move(event.timeUnixNano) })),
	};
}
