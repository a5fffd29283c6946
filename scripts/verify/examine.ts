import { buildTree, lineage, walk, type SpanNode, type SpanTree } from '../../src/lib/trace/tree';
import type { TraceSpan } from '../../src/lib/trace/wire';
import { expectedSpans, type Expected, type Setting } from './expected';
import type { Lack, SpanPart } from './lack';

/** Clocks of one machine are read and rounded in several ways; what is further apart is no rounding. */
const CLOCK_TOLERANCE_MS = 5;

/** What the trace of a run lacks to be whole and nested; empty where it is. */
export function examineTrace(spans: readonly TraceSpan[], setting: Setting): Lack[] {
	if (spans.length === 0) return [{ kind: 'trace', what: 'the trace' }];
	const tree = buildTree(spans);
	const found = new Map<SpanPart, SpanNode>();
	const lacks = expectedSpans(setting).flatMap((expected) => examineSpan(expected, tree, found));
	const top = found.get('server');
	return [
		...lacks,
		...orphansOf(tree, setting.behindProxy ? top : undefined),
		...storedTwice(tree),
		...[...walk(tree.roots)].flatMap(timesOf),
	];
}

/** @param found takes the span, for those that stand under it */
function examineSpan(expected: Expected, tree: SpanTree, found: Map<SpanPart, SpanNode>): Lack[] {
	const { part, what, under, count } = expected;
	const fitting = [...walk(tree.roots)].filter(({ span }) => expected.fits(span));
	const above = under === null ? undefined : found.get(under);
	const [nested] = above === undefined ? fitting : fitting.filter((node) => isUnder(node, above, expected));
	const node = nested ?? (count === 'some' ? undefined : fitting[0]);
	if (node === undefined) return [{ kind: 'span', part, what }];
	found.set(part, node);
	const lacks: Lack[] = [];
	if (nested === undefined)
		lacks.push({ kind: 'place', part, what: `${what} under ${above?.span.name ?? ''}` });
	if (count === 'once' && fitting.length > 1)
		lacks.push({ kind: 'twice', part, what: `${what}, ${fitting.length} times` });
	return lacks;
}

function isUnder(node: SpanNode, above: SpanNode, { directly }: Expected): boolean {
	return directly ? node.parent === above : node !== above && lineage(node).includes(above);
}

/** One for each parent that is not there. @param exempt whose parent may be somebody else's */
function orphansOf(tree: SpanTree, exempt: SpanNode | undefined): Lack[] {
	const byParent = new Map<string, string[]>();
	for (const node of tree.byId.values()) {
		const { parentSpanId, name } = node.span;
		if (!node.orphan || parentSpanId === null || node === exempt) continue;
		byParent.set(parentSpanId, [...(byParent.get(parentSpanId) ?? []), name]);
	}
	return [...byParent].map(([id, names]) => ({
		kind: 'orphan',
		what: `the parent ${id} of ${names.join(', ')}`,
	}));
}

function storedTwice({ duplicateCount }: SpanTree): Lack[] {
	return duplicateCount === 0 ? [] : [{ kind: 'twice', what: `${duplicateCount} spans with the same id` }];
}

function timesOf({ span, startMs, endMs, parent }: SpanNode): Lack[] {
	if (endMs === null) return [{ kind: 'open', what: `the end of ${span.name}` }];
	if (parent === null || startMs + CLOCK_TOLERANCE_MS >= parent.startMs) return [];
	const early = (parent.startMs - startMs).toFixed(1);
	return [{ kind: 'clock', what: `${span.name} (${span.service}) begins ${early} ms before its parent` }];
}
