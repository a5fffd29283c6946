import { lengthMs, union, type Interval } from './interval';
import { kindsOf, type KindLetter } from './kind';
import { selfIntervals, spanInterval } from './selfTime';
import { spanName } from './spanName';
import { walk, type SpanNode, type SpanTree } from './tree';

/** What one trace has in one place of its tree: every sibling of one name. Milliseconds. */
export interface Side {
	readonly count: number;
	/** While at least one of them was open. */
	readonly totalMs: number;
	/** While at least one of them was at work itself. */
	readonly selfMs: number;
	readonly open: boolean;
	readonly failed: boolean;
	/** The first of them. */
	readonly spanId: string;
}

/** One place in both trees. At least one side is there. */
export interface ComparedRow {
	/** Its place among the rows of the comparison, from 0, in the order of the tree. */
	readonly index: number;
	readonly name: string;
	/** The name of the place above it; `null` for a root. */
	readonly above: string | null;
	readonly kind: KindLetter;
	readonly depth: number;
	readonly a: Side | null;
	readonly b: Side | null;
	/** How much longer B was, the whole and its own time; negative where it was shorter. Milliseconds. */
	readonly longerMs: number;
	readonly selfLongerMs: number;
}

export interface Comparison {
	readonly aMs: number;
	readonly bMs: number;
	readonly aOpen: boolean;
	readonly bOpen: boolean;
	/** In the order of the tree. */
	readonly rows: ComparedRow[];
	/** What most of the difference is to be laid at, by self time; `null` where no place differs that way. */
	readonly blame: ComparedRow | null;
}

/** A trace, and where its open spans end: milliseconds since its tree's origin. */
export interface Compared {
	readonly tree: SpanTree;
	readonly nowMs: number;
}

interface Measured extends Compared {
	readonly kinds: ReadonlyMap<string, KindLetter>;
}

interface Place {
	readonly depth: number;
	readonly a: readonly SpanNode[];
	readonly b: readonly SpanNode[];
}

/**
 * Lays two traces over each other: spans belong together whose names do, all the way up to the root. Siblings of one
 * name are one place with a count, so their order does not matter, and twice the queries are one row.
 */
export function compareTraces(a: Compared, b: Compared): Comparison {
	const [left, right] = [measured(a), measured(b)];
	const rows = compareAll(left, right);
	const [aMs, bMs] = [wholeMs(a), wholeMs(b)];
	return {
		aMs,
		bMs,
		aOpen: hasOpen(a.tree),
		bOpen: hasOpen(b.tree),
		rows,
		blame: toBlame(rows, bMs - aMs),
	};
}

/** The rows that differ most in their own time first. */
export function byDifference(rows: readonly ComparedRow[]): ComparedRow[] {
	return rows.toSorted((left, right) => Math.abs(right.selfLongerMs) - Math.abs(left.selfLongerMs));
}

function measured(compared: Compared): Measured {
	return { ...compared, kinds: kindsOf(compared.tree) };
}

/** Walks both trees at once, with a stack of its own: a trace may be deeper than functions can call. */
function compareAll(left: Measured, right: Measured): ComparedRow[] {
	const rows: ComparedRow[] = [];
	const stack = stacked(left.tree.roots, right.tree.roots, 0);
	for (let place = stack.pop(); place !== undefined; place = stack.pop()) {
		rows.push(compareRow(left, right, place, rows.length));
		for (const below of stacked(childrenOf(place.a), childrenOf(place.b), place.depth + 1)) stack.push(below);
	}
	return rows;
}

/** The last place first, as a stack has it. */
function stacked(a: readonly SpanNode[], b: readonly SpanNode[], depth: number): Place[] {
	return placesOf(a, b, depth).reverse();
}

/** Groups of one name, in the order in which A has them; what only B has comes behind what it follows there. */
function placesOf(a: readonly SpanNode[], b: readonly SpanNode[], depth: number): Place[] {
	const [inA, inB] = [groupByName(a), groupByName(b)];
	const keys = [...inA.keys()];
	let behind = -1;
	for (const key of inB.keys()) {
		const at = keys.indexOf(key);
		if (at >= 0) behind = at;
		else keys.splice(++behind, 0, key);
	}
	return keys.map((key) => ({ depth, a: inA.get(key) ?? [], b: inB.get(key) ?? [] }));
}

function groupByName(nodes: readonly SpanNode[]): Map<string, SpanNode[]> {
	const inOrder = nodes.toSorted((left, right) => left.startMs - right.startMs);
	return Map.groupBy(inOrder, ({ span }) => `${span.kind} ${span.name}`);
}

function childrenOf(nodes: readonly SpanNode[]): SpanNode[] {
	return nodes.flatMap((node) => node.children);
}

function compareRow(left: Measured, right: Measured, place: Place, index: number): ComparedRow {
	const [a, b] = [sideOf(place.a, left.nowMs), sideOf(place.b, right.nowMs)];
	const [first, kinds] = place.a[0] ? [place.a[0], left.kinds] : [place.b[0], right.kinds];
	return {
		index,
		name: first ? spanName(first.span) : '',
		above: first?.parent ? spanName(first.parent.span) : null,
		kind: (first && kinds.get(first.span.spanId)) ?? 'K',
		depth: place.depth,
		a,
		b,
		longerMs: (b?.totalMs ?? 0) - (a?.totalMs ?? 0),
		selfLongerMs: (b?.selfMs ?? 0) - (a?.selfMs ?? 0),
	};
}

function sideOf(nodes: readonly SpanNode[], nowMs: number): Side | null {
	const [first] = nodes;
	if (first === undefined) return null;
	const covered = (intervals: Interval[]) => lengthMs(union(intervals));
	return {
		count: nodes.length,
		totalMs: covered(nodes.map((node) => spanInterval(node, nowMs))),
		selfMs: covered(nodes.flatMap((node) => selfIntervals(node, nowMs))),
		open: nodes.some(({ endMs }) => endMs === null),
		failed: nodes.some(({ span }) => span.status.code === 'error'),
		spanId: first.span.spanId,
	};
}

/** From its first moment to the last of any span. */
function wholeMs({ tree, nowMs }: Compared): number {
	return [...walk(tree.roots)].reduce((latest, node) => Math.max(latest, spanInterval(node, nowMs).toMs), 0);
}

function hasOpen(tree: SpanTree): boolean {
	return [...tree.byId.values()].some(({ endMs }) => endMs === null);
}

function toBlame(rows: readonly ComparedRow[], longerMs: number): ComparedRow | null {
	const sign = Math.sign(longerMs);
	const [most] = rows.toSorted((left, right) => sign * (right.selfLongerMs - left.selfLongerMs));
	return most !== undefined && sign * most.selfLongerMs > 0 ? most : null;
}
