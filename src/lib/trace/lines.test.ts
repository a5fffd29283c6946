import { describe, expect, test } from 'bun:test';
import { kindsOf, type KindLetter } from './kind';
import { groupId, linesOf, type LinesInput } from './lines';
import { findRepeats } from './repeats';
import { makeSpan, spanId } from './traceFixture';
import { buildTree } from './tree';
import type { TraceSpan } from './wire';

const sql = { attributes: { 'db.system.name': 'postgresql' } };
const shop = [
	makeSpan('request', null, 0, 100, { kind: 'server' }),
	makeSpan('load', 'request', 10, 90),
	...Array.from({ length: 6 }, (_, at) => ({
		...makeSpan(`q${at}`, 'load', 20 + at * 10, 25 + at * 10, sql),
		name: 'SELECT stock',
	})),
	makeSpan('after', 'request', 92, 95),
];

function show(spans: TraceSpan[], asked: (repeats: ReturnType<typeof findRepeats>) => Partial<LinesInput>) {
	const tree = buildTree(spans);
	const kinds = kindsOf(tree);
	const repeats = findRepeats(tree, kinds);
	return linesOf({ tree, kinds, folded: new Set(), ...asked(repeats) });
}

const told = (lines: ReturnType<typeof show>) =>
	lines.map(
		(line) =>
			`${'>'.repeat(line.depth)}${line.node.span.name}${line.group ? ` ×${line.group.spanIds.length}` : ''}`,
	);

describe('linesOf', () => {
	test('a line for each span, with its place among its siblings', () => {
		const lines = show(shop, () => ({}));
		expect(lines).toHaveLength(9);
		expect(lines.map((line) => `${line.position}/${line.siblings}`).slice(0, 4)).toEqual([
			'1/1',
			'1/2',
			'1/6',
			'2/6',
		]);
		expect(lines.at(-1)).toMatchObject({ depth: 1, parentId: spanId('request'), position: 2, siblings: 2 });
	});

	test('a folded line hides what is below it, and says how much', () => {
		const lines = show(shop, () => ({ folded: new Set([spanId('load')]) }));
		expect(told(lines)).toEqual(['request', '>load', '>after']);
		expect(lines[1]).toMatchObject({ folded: true, childCount: 6 });
	});

	test('a span without children cannot be folded', () => {
		expect(show(shop, () => ({ folded: new Set([spanId('after')]) })).at(-1)?.folded).toBe(false);
	});

	test('alike siblings share a line until it is unfolded; then they stand below it', () => {
		expect(told(show(shop, (repeats) => ({ repeats })))).toEqual([
			'request',
			'>load',
			'>>SELECT stock ×6',
			'>after',
		]);
		const lines = show(shop, (repeats) => ({ repeats, unfolded: new Set(repeats.map(groupId)) }));
		expect(told(lines).slice(2, 5)).toEqual(['>>SELECT stock ×6', '>>>SELECT stock', '>>>SELECT stock']);
		expect(lines).toHaveLength(10);
		expect(lines[3]?.parentId).toBe(lines[2]?.id);
	});

	test('what is below a hidden kind moves up, in the order of time', () => {
		const hidden = new Set<KindLetter>(['K']);
		expect(told(show(shop, (repeats) => ({ hidden, repeats })))).toEqual(['request', '>SELECT stock ×6']);
		const lines = show(shop, () => ({ hidden: new Set<KindLetter>(['S']) }));
		expect(told(lines).filter((name) => !name.startsWith('>'))).toEqual(['load', 'after']);
	});

	test('only what was found, and what is above it; groups are dissolved', () => {
		const lines = show(shop, (repeats) => ({ repeats, only: new Set([spanId('q3')]) }));
		expect(told(lines)).toEqual(['request', '>load', '>>SELECT stock']);
	});

	test('70 000 children of one span are no more than a list', () => {
		const many = Array.from({ length: 70_000 }, (_, at) => makeSpan(`${at}`, 'a', at, at + 1));
		expect(show([makeSpan('a', null, 0, 1), ...many], () => ({}))).toHaveLength(70_001);
	});
});
