import type { PathSegment } from './criticalPath';
import { condensed, lengthMs, union, type Interval } from './interval';
import type { KindLetter } from './kind';
import type { Line } from './lines';
import { marksOf, type Mark } from './marks';
import { selfIntervals, spanInterval } from './selfTime';
import { spanName } from './spanName';
import type { SpanNode, SpanTree } from './tree';
import type { LogLine } from './wire';

/** A line of the waterfall with all that is drawn on it. Times are milliseconds since the trace's origin. */
export interface Row extends Line {
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
}

export interface Drawing {
	readonly tree: SpanTree;
	readonly kinds: ReadonlyMap<string, KindLetter>;
	/** By the place of the line that shows them. */
	readonly paths: ReadonlyMap<number, readonly PathSegment[]>;
	/** By span. */
	readonly logs: ReadonlyMap<string, readonly LogLine[]>;
	/** Where open spans end. */
	readonly nowMs: number;
}

/** More stretches than these cannot be told apart on a screen: then each tells of a part of the bar. */
const MOST_STRETCHES = 80;

/** Draws each line once: to scroll back to it costs nothing. */
export function rowDrawer(drawing: Drawing): (line: Line, at: number) => Row {
	const drawn = new Map<number, Row>();
	return (line, at) => {
		const row = drawn.get(at) ?? drawRow(line, at, drawing);
		drawn.set(at, row);
		return row;
	};
}

/** What is drawn on the line at a place; only lines in sight are asked for. */
export function drawRow(line: Line, at: number, drawing: Drawing): Row {
	const { node } = line;
	const { spanId } = node.span;
	const parts = drawing.paths.get(at) ?? [];
	return {
		...line,
		...(line.group === null ? bar(node, drawing.nowMs) : groupBar(line, drawing)),
		name: spanName(node.span),
		kind: drawing.kinds.get(spanId) ?? 'K',
		failed: members(line, drawing.tree).some((each) => each.span.status.code === 'error'),
		sleeping: isSleep(node),
		marks: line.group ? [] : marksOf(node.span, drawing.logs.get(spanId) ?? [], drawing.tree.originNano),
		path: parts.length <= MOST_STRETCHES ? parts : condensedPath(parts, spanId),
	};
}

/** The spans of a line: one, or those of its group. */
export function members({ node, group }: Line, tree: SpanTree): SpanNode[] {
	return group === null ? [node] : group.spanIds.flatMap((id) => tree.byId.get(id) ?? []);
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
		self: few(self, spanInterval(node, nowMs)),
		selfSinceMs: openStretch?.fromMs ?? null,
		selfMs: lengthMs(self),
	};
}

/** From the first of the group to the end of its last; solid while one of them ran. */
function groupBar(line: Line, { tree, nowMs }: Drawing) {
	const nodes = members(line, tree);
	const ended = nodes.filter((node) => node.endMs !== null);
	const open = nodes.find((node) => node.endMs === null);
	const ends = ended.map((node) => node.endMs ?? node.startMs);
	const self = union(ended.map((node) => spanInterval(node, nowMs)));
	const lastMs = ends.reduce((latest, end) => Math.max(latest, end), line.node.startMs);
	return {
		startMs: line.node.startMs,
		endMs: open ? null : lastMs,
		self: few(self, { fromMs: line.node.startMs, toMs: lastMs }),
		selfSinceMs: open?.startMs ?? null,
		selfMs: lengthMs(self),
	};
}

function few(stretches: Interval[], whole: Interval): Interval[] {
	return stretches.length <= MOST_STRETCHES ? stretches : condensed(stretches, whole, MOST_STRETCHES);
}

function condensedPath(parts: readonly PathSegment[], spanId: string): PathSegment[] {
	const atWork = parts.filter((part) => !part.waiting);
	const [fromMs, toMs] = [parts[0]?.fromMs ?? 0, parts.at(-1)?.toMs ?? 0];
	return condensed(atWork, { fromMs, toMs }, MOST_STRETCHES).map((part) => ({
		...part,
		spanId,
		waiting: false,
	}));
}

function isSleep(node: SpanNode): boolean {
	return node.children.length === 0 && /\b(sleep|back[ -]?off|retry delay)\b/i.test(node.span.name);
}
