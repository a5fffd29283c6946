import { KIND_LETTERS, kindsOf, type KindLetter } from './kind';
import { lengthMs } from './interval';
import { findRepeats } from './repeats';
import { selfIntervals } from './selfTime';
import { walk, type SpanNode, type SpanTree } from './tree';

/** What stands out in one trace, and where its time went. */
export interface Findings {
	/** `service.name` of all spans, the root's first. */
	readonly services: readonly string[];
	/** Exceptions that were recorded; one that passed through several spans counts once. */
	readonly exceptionCount: number;
	/** Attempts after the first, of a run's request or of an HTTP request. */
	readonly retryCount: number;
	/** The query that was repeated most, where one was (N+1). */
	readonly repeat: { readonly name: string; readonly count: number } | null;
	/**
	 * Self time by kind, the most first; kinds without any are left out, and so is the page in a browser where there is
	 * anything else. Work done side by side counts each.
	 */
	readonly selfTimes: readonly { readonly kind: KindLetter; readonly ms: number }[];
}

/** @param nowMs where open spans end, in milliseconds since the tree's origin */
export function findingsOf(tree: SpanTree, nowMs: number): Findings {
	const kinds = kindsOf(tree);
	const nodes = [...walk(tree.roots)];
	return {
		services: [...new Set(nodes.map(({ span }) => span.service))],
		exceptionCount: countExceptions(nodes),
		retryCount: nodes.reduce((most, node) => Math.max(most, retriesOf(node)), 0),
		repeat: mostRepeated(tree, kinds),
		selfTimes: selfTimes(nodes, kinds, nowMs),
	};
}

/** An exception that is recorded again by a span above is the same on its way up. */
function countExceptions(nodes: readonly SpanNode[]): number {
	const below = new Map<SpanNode, Set<string>>();
	let count = 0;
	for (const node of nodes.toReversed()) {
		const own = exceptionsOf(node);
		const seen = below.get(node);
		count += own.filter((exception) => !seen?.has(exception)).length;
		if (node.parent && (own.length > 0 || seen)) {
			below.set(node.parent, new Set([...(below.get(node.parent) ?? []), ...(seen ?? []), ...own]));
		}
	}
	return count;
}

function exceptionsOf({ span }: SpanNode): string[] {
	return span.events
		.filter(({ name }) => name === 'exception')
		.map(({ attributes }) => JSON.stringify([attributes['exception.type'], attributes['exception.message']]));
}

function retriesOf({ span: { attributes } }: SpanNode): number {
	const { 'glasshouse.attempt': attempt, 'http.request.resend_count': resent } = attributes;
	return Math.max(typeof attempt === 'number' ? attempt - 1 : 0, typeof resent === 'number' ? resent : 0);
}

function mostRepeated(tree: SpanTree, kinds: ReadonlyMap<string, KindLetter>): Findings['repeat'] {
	const repeats = findRepeats(tree, kinds).map(({ name, spanIds }) => ({ name, count: spanIds.length }));
	return repeats.sort((left, right) => right.count - left.count)[0] ?? null;
}

function selfTimes(
	nodes: readonly SpanNode[],
	kinds: ReadonlyMap<string, KindLetter>,
	nowMs: number,
): Findings['selfTimes'] {
	const sums = new Map<KindLetter, number>();
	for (const node of nodes) {
		const kind = kinds.get(node.span.spanId);
		if (kind) sums.set(kind, (sums.get(kind) ?? 0) + lengthMs(selfIntervals(node, nowMs)));
	}
	const found = KIND_LETTERS.map((kind) => ({ kind, ms: sums.get(kind) ?? 0 })).filter(({ ms }) => ms > 0);
	const own = found.filter(({ kind }) => kind !== 'B');
	return (own.length > 0 ? own : found).sort((left, right) => right.ms - left.ms);
}
