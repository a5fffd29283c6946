import type { PathSegment } from './criticalPath';
import { lengthMs, union, type Interval } from './interval';
import type { KindLetter } from './kind';
import { logsBySpan, marksOf, type Mark } from './marks';
import { selfIntervals } from './selfTime';
import { spanName } from './spanName';
import type { SpanNode, SpanTree } from './tree';
import type { LogLine } from './wire';

/** One line of the waterfall. Times are milliseconds since the trace's origin. */
export interface Row {
	readonly node: SpanNode;
	readonly spanId: string;
	readonly name: string;
	readonly kind: KindLetter;
	readonly failed: boolean;
	readonly startMs: number;
	/** `null` while the span is open: its bar ends at now. */
	readonly endMs: number | null;
	/** Stretches of own work that have ended. */
	readonly self: readonly Interval[];
	/** Since when an open span has been at work itself; `null` while it waits for a child, or has ended. */
	readonly selfSinceMs: number | null;
	/** Sum of `self`. */
	readonly selfMs: number;
	/** A pause by intent (sleep, back-off): a dashed line instead of a bar. */
	readonly sleeping: boolean;
	readonly marks: readonly Mark[];
	/** Parts of the critical path on this line, those of folded descendants included. */
	readonly path: readonly PathSegment[];
	readonly folded: boolean;
	/** Place among its siblings, from 1, and how many they are: what assistive technology tells. */
	readonly position: number;
	readonly siblings: number;
}

/** An upright that joins two lines of the critical path. */
export interface Joint {
	readonly atMs: number;
	readonly fromRow: number;
	readonly toRow: number;
}

export interface LayoutInput {
	readonly tree: SpanTree;
	readonly kinds: ReadonlyMap<string, KindLetter>;
	readonly path: readonly PathSegment[];
	readonly logs: readonly LogLine[];
	/** Where open spans end. */
	readonly nowMs: number;
	/** Spans whose descendants are hidden. */
	readonly folded: ReadonlySet<string>;
}

/** More stretches than these cannot be told apart on a screen; the longest are kept. */
const MOST_STRETCHES = 80;

/** The visible lines, parents above their children. */
export function layoutRows(input: LayoutInput): Row[] {
	const visible = visibleNodes(input.tree.roots, input.folded);
	const onRow = pathByRow(input.path, visible);
	const logs = logsBySpan(input.logs);
	return visible.map(({ node, position, siblings }) => ({
		...bar(node, input.nowMs),
		node,
		spanId: node.span.spanId,
		name: spanName(node.span),
		kind: input.kinds.get(node.span.spanId) ?? 'K',
		failed: node.span.status.code === 'error',
		sleeping: isSleep(node),
		marks: marksOf(node.span, logs.get(node.span.spanId) ?? [], input.tree.originNano),
		path: onRow.get(node.span.spanId) ?? [],
		folded: input.folded.has(node.span.spanId),
		position,
		siblings,
	}));
}

/** The uprights between the rows' path lines, in the order of time. */
export function pathJoints(path: readonly PathSegment[], rows: readonly Row[]): Joint[] {
	const index = new Map(rows.map((row, at) => [row.spanId, at]));
	const rowOf = hostRow(new Map(rows.map((row) => [row.spanId, row.node])));
	const joints: Joint[] = [];
	path.forEach((segment, at) => {
		const before = path[at - 1];
		const fromRow = before && index.get(rowOf(before.spanId) ?? '');
		const toRow = index.get(rowOf(segment.spanId) ?? '');
		if (fromRow === undefined || toRow === undefined || fromRow === toRow) return;
		joints.push({ atMs: segment.fromMs, fromRow, toRow });
	});
	return joints;
}

interface Visible {
	readonly node: SpanNode;
	readonly position: number;
	readonly siblings: number;
}

function visibleNodes(roots: readonly SpanNode[], folded: ReadonlySet<string>): Visible[] {
	const visible: Visible[] = [];
	const stack = placed(roots);
	for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
		visible.push(next);
		if (!folded.has(next.node.span.spanId)) stack.push(...placed(next.node.children));
	}
	return visible;
}

/** Last first, for a stack. */
function placed(siblings: readonly SpanNode[]): Visible[] {
	return siblings.map((node, at) => ({ node, position: at + 1, siblings: siblings.length })).reverse();
}

function bar(node: SpanNode, nowMs: number) {
	const open = node.endMs === null;
	const stretches = selfIntervals(node, nowMs);
	const last = stretches.at(-1);
	const openStretch = open && last !== undefined && last.toMs >= nowMs ? last : null;
	const self = openStretch ? stretches.slice(0, -1) : stretches;
	return {
		startMs: node.startMs,
		endMs: node.endMs,
		self: longest(self),
		selfSinceMs: openStretch?.fromMs ?? null,
		selfMs: lengthMs(self),
	};
}

function longest(stretches: Interval[]): Interval[] {
	if (stretches.length <= MOST_STRETCHES) return stretches;
	const byLength = stretches.toSorted((left, right) => right.toMs - right.fromMs - (left.toMs - left.fromMs));
	return union(byLength.slice(0, MOST_STRETCHES));
}

/** A path segment of a hidden span is drawn on the line of the folded span that hides it. */
function pathByRow(
	path: readonly PathSegment[],
	visible: readonly Visible[],
): ReadonlyMap<string, PathSegment[]> {
	const rowOf = hostRow(new Map(visible.map(({ node }) => [node.span.spanId, node])));
	const byRow = new Map<string, PathSegment[]>();
	for (const segment of path) {
		const row = rowOf(segment.spanId);
		if (row === undefined) continue;
		const onRow = byRow.get(row);
		if (onRow) onRow.push(segment);
		else byRow.set(row, [segment]);
	}
	return byRow;
}

/** Finds the visible line of any span: its own, or that of the nearest ancestor that is visible. */
function hostRow(visible: ReadonlyMap<string, SpanNode>): (spanId: string) => string | undefined {
	const hosts = new Map<string, string>();
	for (const [spanId, node] of visible) claim(node, spanId, visible, hosts);
	return (spanId) => hosts.get(spanId);
}

function claim(
	node: SpanNode,
	host: string,
	visible: ReadonlyMap<string, SpanNode>,
	hosts: Map<string, string>,
): void {
	const stack = [node];
	for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
		hosts.set(at.span.spanId, host);
		stack.push(...at.children.filter((child) => !visible.has(child.span.spanId)));
	}
}

function isSleep(node: SpanNode): boolean {
	return node.children.length === 0 && /\b(sleep|back[ -]?off|retry delay)\b/i.test(node.span.name);
}
