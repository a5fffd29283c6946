import type { KindLetter } from './kind';
import { spanName } from './spanName';
import { walk, type SpanNode, type SpanTree } from './tree';
import type { TraceSpan } from './wire';

/** The same query again and again, one after the other: mostly one query too little (N+1). */
export interface Repeat {
	/** What they have in common: the nearest span above all of them. */
	readonly parentSpanId: string;
	readonly name: string;
	/** Earliest start first. */
	readonly spanIds: string[];
	/** Sum of their lengths, in milliseconds; what is open counts nothing yet. */
	readonly totalMs: number;
}

/** So many are no accident any more. */
const LEAST = 5;
/** Queries of one loop are siblings, or stand in one call each: cousins. Farther apart they have separate causes. */
const MOST_LEVELS = 2;
/** Clocks are read a moment apart. */
const TOLERANCE_MS = 0.05;
const TEXT = ['db.query.text', 'db.statement', 'db.query.summary'];
/** Transactions frame queries; they are not what is repeated. */
const FRAME = /^(BEGIN|START TRANSACTION|COMMIT|ROLLBACK|SAVEPOINT|RELEASE|SET|pg-pool|connect)\b/i;

/** Queries by what they ask, for one span as the ancestor. */
type Groups = Map<string, SpanNode[]>;

/**
 * Queries that run at least five times below one span, alike but for their values, each after the one before had
 * ended; next to each other, or one in each of several calls.
 */
export function findRepeats(tree: SpanTree, kinds: ReadonlyMap<string, KindLetter>): Repeat[] {
	const repeats: Repeat[] = [];
	let below = groupByParent([...walk(tree.roots)].filter((node) => isQuery(node, kinds)));
	for (let level = 1; level <= MOST_LEVELS; level++) below = collect(below, repeats);
	return repeats;
}

/** Takes what is repeated below each ancestor. @returns what is not, by the ancestor above */
function collect(below: ReadonlyMap<SpanNode, Groups>, repeats: Repeat[]): Map<SpanNode, Groups> {
	const above = new Map<SpanNode, Groups>();
	for (const [ancestor, groups] of below) {
		for (const [query, nodes] of groups) {
			const chain = oneAfterTheOther(nodes);
			if (chain.length >= LEAST) repeats.push(toRepeat(ancestor, chain));
			else if (ancestor.parent) gather(above, ancestor.parent, query, nodes);
		}
	}
	return above;
}

function isQuery(node: SpanNode, kinds: ReadonlyMap<string, KindLetter>): boolean {
	return kinds.get(node.span.spanId) === 'Q' && !FRAME.test(node.span.name);
}

function groupByParent(queries: readonly SpanNode[]): Map<SpanNode, Groups> {
	const byParent = new Map<SpanNode, Groups>();
	for (const node of queries) if (node.parent) gather(byParent, node.parent, queryOf(node.span), [node]);
	return byParent;
}

function gather(
	into: Map<SpanNode, Groups>,
	ancestor: SpanNode,
	query: string,
	nodes: readonly SpanNode[],
): void {
	const groups = into.get(ancestor) ?? new Map<string, SpanNode[]>();
	into.set(ancestor, groups);
	const group = groups.get(query);
	if (group === undefined) groups.set(query, [...nodes]);
	else for (const node of nodes) group.push(node);
}

/** What a query asks, whatever the values: literals, and how long a list of values is, make no difference. */
function queryOf({ name, attributes }: TraceSpan): string {
	const text = TEXT.map((key) => attributes[key]).find((value) => typeof value === 'string') ?? '';
	const alike = text
		.slice(0, 2000)
		.replace(/'(?:[^']|'')*'|\$\d+|\b\d+(?:\.\d+)?\b/g, '?')
		.replace(/\?(?:\s*,\s*\?)+/g, '?')
		.replace(/\s+/g, ' ');
	return `${name} ${alike}`;
}

function oneAfterTheOther(nodes: readonly SpanNode[]): SpanNode[] {
	let freeMs = Number.NEGATIVE_INFINITY;
	const chain: SpanNode[] = [];
	for (const node of nodes.toSorted((left, right) => left.startMs - right.startMs)) {
		if (node.startMs < freeMs - TOLERANCE_MS) continue;
		chain.push(node);
		freeMs = node.endMs ?? Number.POSITIVE_INFINITY;
	}
	return chain;
}

function toRepeat(ancestor: SpanNode, chain: readonly SpanNode[]): Repeat {
	return {
		parentSpanId: ancestor.span.spanId,
		name: chain[0] ? spanName(chain[0].span) : '',
		spanIds: chain.map((node) => node.span.spanId),
		totalMs: chain.reduce((sum, node) => sum + ((node.endMs ?? node.startMs) - node.startMs), 0),
	};
}
