import { spanInterval } from './selfTime';
import { walk, type SpanNode, type SpanTree } from './tree';

/** A stretch of the critical path: while it lasted, this span was what the whole waited for. */
export interface PathSegment {
	readonly spanId: string;
	readonly fromMs: number;
	readonly toMs: number;
	/** No span was at work: the time between its cause's end and this span's start, as in a queue. */
	readonly waiting: boolean;
}

/** A child, and one of the moments at which it can be said to have finished. */
interface Finish {
	readonly child: SpanNode;
	readonly atMs: number;
}

interface Frame {
	readonly node: SpanNode | null;
	readonly ownEndMs: number;
	/** Latest first. */
	readonly finishes: readonly Finish[];
	next: number;
	cursorMs: number;
}

/** Clocks are read a moment apart: a child that ends this much after the next began still came before it. */
const TOLERANCE_MS = 0.05;

/**
 * The chain of spans that decided when the trace was done, from its first to its last moment, earliest first. It is
 * found backwards: from the end, go into the child that finished last, and from that child's start on to the one that
 * had finished last before it. Where no child is left the span itself was at work. A child that outlives its parent
 * (a queued workflow) counts to its own end.
 * @param nowMs where open spans end, in milliseconds since the tree's origin
 */
export function criticalPath(tree: SpanTree, nowMs: number): PathSegment[] {
	const endsMs = subtreeEnds(tree, nowMs);
	const lastMs = tree.roots.reduce((last, root) => Math.max(last, endsMs.get(root) ?? 0), 0);
	const backwards: PathSegment[] = [];
	const stack: Frame[] = [frame(null, tree.roots, lastMs, endsMs, nowMs)];
	for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
		const finish = nextFinish(top);
		recordOwnTime(top, finish, backwards);
		if (finish === undefined) {
			stack.pop();
			const below = stack.at(-1);
			if (below) below.cursorMs = Math.min(below.cursorMs, top.cursorMs);
			continue;
		}
		const untilMs = Math.min(finish.atMs, top.cursorMs);
		top.cursorMs = Math.min(top.cursorMs, finish.child.startMs);
		stack.push(frame(finish.child, finish.child.children, untilMs, endsMs, nowMs));
	}
	return backwards.reverse();
}

/** How much of the path lies on each span, in milliseconds. */
export function timeOnPath(path: readonly PathSegment[]): ReadonlyMap<string, number> {
	const sums = new Map<string, number>();
	for (const { spanId, fromMs, toMs, waiting } of path) {
		if (!waiting) sums.set(spanId, (sums.get(spanId) ?? 0) + toMs - fromMs);
	}
	return sums;
}

/** When the last of a span and all that it began was done. */
function subtreeEnds(tree: SpanTree, nowMs: number): Map<SpanNode, number> {
	const ends = new Map<SpanNode, number>();
	for (const node of [...walk(tree.roots)].reverse()) {
		const own = spanInterval(node, nowMs).toMs;
		ends.set(
			node,
			node.children.reduce((latest, child) => Math.max(latest, ends.get(child) ?? latest), own),
		);
	}
	return ends;
}

function frame(
	node: SpanNode | null,
	children: readonly SpanNode[],
	untilMs: number,
	endsMs: ReadonlyMap<SpanNode, number>,
	nowMs: number,
): Frame {
	const finishes = children.flatMap((child) => finishesOf(child, endsMs, nowMs));
	finishes.sort((left, right) => right.atMs - left.atMs || right.child.startMs - left.child.startMs);
	const ownEndMs = node === null ? 0 : spanInterval(node, nowMs).toMs;
	return { node, ownEndMs, finishes, next: 0, cursorMs: untilMs };
}

/** A child has finished for its parent when it ends; for the trace, when all that it began has ended too. */
function finishesOf(child: SpanNode, endsMs: ReadonlyMap<SpanNode, number>, nowMs: number): Finish[] {
	const own = { child, atMs: spanInterval(child, nowMs).toMs };
	const whole = { child, atMs: endsMs.get(child) ?? own.atMs };
	return whole.atMs > own.atMs ? [whole, own] : [own];
}

/** The last child that had finished before the cursor. */
function nextFinish(top: Frame): Finish | undefined {
	while (top.next < top.finishes.length) {
		const finish = top.finishes[top.next++];
		if (finish && finish.atMs <= top.cursorMs + TOLERANCE_MS && finish.child.startMs < top.cursorMs)
			return finish;
	}
	return undefined;
}

/** From the child that finished before (or the span's own start) up to the cursor, it was the span's own turn. */
function recordOwnTime(top: Frame, finish: Finish | undefined, backwards: PathSegment[]): void {
	const { node, cursorMs } = top;
	const fromMs = Math.min(finish?.atMs ?? node?.startMs ?? cursorMs, cursorMs);
	const ownToMs = Math.max(fromMs, Math.min(cursorMs, top.ownEndMs));
	const later = backwards.at(-1);
	if (cursorMs > ownToMs && later) push(backwards, later.spanId, ownToMs, cursorMs, true);
	if (node && ownToMs > fromMs) push(backwards, node.span.spanId, fromMs, ownToMs, false);
}

function push(
	backwards: PathSegment[],
	spanId: string,
	fromMs: number,
	toMs: number,
	waiting: boolean,
): void {
	if (toMs <= fromMs) return;
	const later = backwards.at(-1);
	const continues = later?.spanId === spanId && later.waiting === waiting && later.fromMs === toMs;
	if (later && continues) backwards[backwards.length - 1] = { ...later, fromMs };
	else backwards.push({ spanId, fromMs, toMs, waiting });
}
