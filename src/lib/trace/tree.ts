import { msSince, parseNano } from './time';
import type { TraceSpan } from './wire';

/** A span in its place. Times are milliseconds since the tree's origin. */
export interface SpanNode {
	readonly span: TraceSpan;
	readonly startMs: number;
	/** `null` while the span is open; never before `startMs`, whatever the clocks said. */
	readonly endMs: number | null;
	/** Earliest start first. */
	readonly children: SpanNode[];
	parent: SpanNode | null;
	depth: number;
	/** It names a parent that is not in this trace: not arrived yet, dropped, or of a service that does not report here. */
	orphan: boolean;
	/** It was cut out of a circle of parents, and stands as a root instead. */
	cut: boolean;
}

export interface SpanTree {
	/** The earliest moment of any span, nanoseconds since the Unix epoch; 0 for an empty tree. */
	readonly originNano: bigint;
	/** Earliest start first. */
	readonly roots: SpanNode[];
	readonly byId: ReadonlyMap<string, SpanNode>;
	readonly orphanCount: number;
	/** Spans that came more than once; the more complete version was kept. */
	readonly duplicateCount: number;
}

/** Builds the tree of one trace. Survives missing parents, circles of parents, and spans that come twice. */
export function buildTree(spans: readonly TraceSpan[]): SpanTree {
	const unique = withoutDuplicates(spans);
	const originNano = earliest(unique);
	const byId = new Map(unique.map((span) => [span.spanId, toNode(span, originNano)]));
	const roots = link(byId);
	settle(roots);
	return {
		originNano,
		roots,
		byId,
		orphanCount: [...byId.values()].filter((node) => node.orphan).length,
		duplicateCount: spans.length - unique.length,
	};
}

/** Every node, parents before children, in the order in which rows stand. */
export function* walk(roots: readonly SpanNode[]): Generator<SpanNode> {
	const stack = roots.toReversed();
	for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
		yield node;
		for (let index = node.children.length - 1; index >= 0; index--) {
			const child = node.children[index];
			if (child) stack.push(child);
		}
	}
}

/** The place of each span among all, in the order of `walk`. */
export function orderOf(tree: SpanTree): ReadonlyMap<string, number> {
	const order = new Map<string, number>();
	for (const node of walk(tree.roots)) order.set(node.span.spanId, order.size);
	return order;
}

/** From the root down to the node itself. */
export function lineage(node: SpanNode): SpanNode[] {
	const line: SpanNode[] = [];
	for (let at: SpanNode | null = node; at !== null; at = at.parent) line.push(at);
	return line.reverse();
}

/** An ended version beats an open one; of two alike, the later arrival wins. */
function withoutDuplicates(spans: readonly TraceSpan[]): TraceSpan[] {
	const kept = new Map<string, TraceSpan>();
	for (const span of spans) {
		const before = kept.get(span.spanId);
		const regress = before && before.endTimeUnixNano !== null && span.endTimeUnixNano === null;
		if (!regress) kept.set(span.spanId, span);
	}
	return [...kept.values()];
}

function earliest(spans: readonly TraceSpan[]): bigint {
	const starts = spans.map((span) => parseNano(span.startTimeUnixNano));
	return starts.reduce((least, start) => (start < least ? start : least), starts[0] ?? 0n);
}

function toNode(span: TraceSpan, originNano: bigint): SpanNode {
	const startMs = msSince(originNano, parseNano(span.startTimeUnixNano));
	const end = span.endTimeUnixNano;
	const endMs = end === null ? null : Math.max(startMs, msSince(originNano, parseNano(end)));
	return { span, startMs, endMs, children: [], parent: null, depth: 0, orphan: false, cut: false };
}

function link(byId: ReadonlyMap<string, SpanNode>): SpanNode[] {
	const roots: SpanNode[] = [];
	const above = new Map<SpanNode, SpanNode>();
	for (const node of byId.values()) {
		const { parentSpanId } = node.span;
		const parent = parentSpanId === null ? undefined : byId.get(parentSpanId);
		node.orphan = parentSpanId !== null && parent === undefined;
		node.cut = parent !== undefined && topOf(parent, above) === node;
		if (parent === undefined || node.cut) roots.push(node);
		else above.set(node, (node.parent = parent));
	}
	for (const node of byId.values()) node.parent?.children.push(node);
	return roots;
}

/**
 * The topmost span above a node, by the links made so far. Each way up is halved as it is walked (union-find), so that
 * a long chain costs no more than a flat tree.
 */
function topOf(node: SpanNode, above: Map<SpanNode, SpanNode>): SpanNode {
	let at = node;
	for (let up = above.get(at); up !== undefined; up = above.get(at)) {
		const next = above.get(up);
		if (next !== undefined) above.set(at, next);
		at = next ?? up;
	}
	return at;
}

function settle(roots: SpanNode[]): void {
	roots.sort(byStart);
	for (const node of walk(roots)) {
		node.depth = node.parent === null ? 0 : node.parent.depth + 1;
		node.children.sort(byStart);
	}
}

function byStart(left: SpanNode, right: SpanNode): number {
	return left.startMs - right.startMs;
}
