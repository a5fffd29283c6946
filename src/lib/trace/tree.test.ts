import { describe, expect, test } from 'bun:test';
import { makeSpan, spanId } from './traceFixture';
import { buildTree, lineage, walk } from './tree';

const names = (spans: Parameters<typeof buildTree>[0]) =>
	[...walk(buildTree(spans).roots)].map((node) => `${'>'.repeat(node.depth)}${node.span.name}`);

describe('buildTree', () => {
	test('orders by start and measures from the earliest span', () => {
		const tree = buildTree([makeSpan('b', 'a', 6, 8), makeSpan('c', 'a', 2, 4), makeSpan('a', null, 1, 9)]);
		expect(
			[...walk(tree.roots)].map((node) => [node.span.name, node.depth, node.startMs, node.endMs]),
		).toEqual([
			['a', 0, 0, 8],
			['c', 1, 1, 3],
			['b', 1, 5, 7],
		]);
	});

	test('a span whose parent is not here stands as a root and is marked', () => {
		const tree = buildTree([makeSpan('a', null, 0, 9), makeSpan('lost', 'nobody', 3, 4)]);
		expect(tree.roots.map((root) => [root.span.name, root.orphan])).toEqual([
			['a', false],
			['lost', true],
		]);
		expect(tree.orphanCount).toBe(1);
	});

	test('an orphan finds its place when its parent arrives', () => {
		const lost = makeSpan('lost', 'late', 3, 4);
		expect(buildTree([lost]).orphanCount).toBe(1);
		expect(names([lost, makeSpan('late', null, 1, 5)])).toEqual(['late', '>lost']);
	});

	test('circles of parents are cut once and lose nobody', () => {
		const tree = buildTree([makeSpan('a', 'c', 0, 9), makeSpan('b', 'a', 1, 8), makeSpan('c', 'b', 2, 7)]);
		expect(tree.byId.size).toBe(3);
		expect([...walk(tree.roots)]).toHaveLength(3);
		expect([...walk(tree.roots)].filter((node) => node.cut)).toHaveLength(1);
		expect(tree.orphanCount).toBe(0);
	});

	test('a span that is its own parent is a root', () => {
		expect(names([makeSpan('self', 'self', 0, 1)])).toEqual(['self']);
	});

	test('of two versions of a span the ended one is kept, whichever came first', () => {
		const open = makeSpan('a', null, 0, null);
		const ended = makeSpan('a', null, 0, 5);
		for (const spans of [
			[open, ended],
			[ended, open],
		]) {
			const tree = buildTree(spans);
			expect(tree.duplicateCount).toBe(1);
			expect(tree.roots[0]?.endMs).toBe(5);
		}
	});

	test('an end before the start becomes no length at all', () => {
		expect(buildTree([makeSpan('a', null, 5, 3)]).roots[0]).toMatchObject({ startMs: 0, endMs: 0 });
	});

	test('a time that is no number does not break it', () => {
		const broken = { ...makeSpan('a', null, 0, 1), startTimeUnixNano: 'soon' };
		expect(buildTree([broken]).roots).toHaveLength(1);
	});

	test('a chain of 10 000 spans does not exhaust the stack', () => {
		const spans = Array.from({ length: 10_000 }, (_, at) =>
			makeSpan(`${at}`, at === 0 ? null : `${at - 1}`, at, 10_000),
		);
		expect([...walk(buildTree(spans).roots)].at(-1)?.depth).toBe(9999);
	});

	test('nothing at all is an empty tree', () => {
		expect(buildTree([])).toMatchObject({ roots: [], originNano: 0n, orphanCount: 0 });
	});
});

test('lineage runs from the root to the span', () => {
	const tree = buildTree([makeSpan('a', null, 0, 9), makeSpan('b', 'a', 1, 8), makeSpan('c', 'b', 2, 7)]);
	const node = tree.byId.get(spanId('c'));
	expect(node && lineage(node).map((each) => each.span.name)).toEqual(['a', 'b', 'c']);
});
