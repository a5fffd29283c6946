import { describe, expect, test } from 'bun:test';
import { kindsOf } from './kind';
import { linesOf } from './lines';
import { lineFinder, visibleUprights, type Joint } from './pathLines';
import { makeSpan, spanId } from './traceFixture';
import { buildTree } from './tree';

const all = { fromMs: 0, toMs: 100 };
const joint = (atMs: number, fromRow: number, toRow: number): Joint => ({ atMs, fromRow, toRow });

test('a span that has no line is drawn on that of the nearest span above it', () => {
	const tree = buildTree([
		makeSpan('a', null, 0, 9),
		makeSpan('b', 'a', 1, 8),
		makeSpan('c', 'b', 2, 7),
		makeSpan('other', null, 3, 4),
	]);
	const find = lineFinder(linesOf({ tree, kinds: kindsOf(tree), folded: new Set([spanId('a')]) }), tree);
	expect(['a', 'b', 'c', 'other', 'nobody'].map((name) => find(spanId(name)))).toEqual([
		0,
		0,
		0,
		1,
		undefined,
	]);
});

describe('visibleUprights', () => {
	test('those among the rows in sight, cut to them', () => {
		const joints = [joint(1, 0, 3), joint(2, 9, 5), joint(3, 20, 30), joint(4, 0, 50)];
		expect(visibleUprights(joints, all, 2, 10)).toEqual([
			{ atMs: 1, upper: 2, rows: 1 },
			{ atMs: 2, upper: 5, rows: 4 },
			{ atMs: 4, upper: 2, rows: 8 },
		]);
	});

	test('none outside the window of time', () => {
		expect(visibleUprights([joint(1, 0, 3), joint(60, 0, 3)], { fromMs: 50, toMs: 70 }, 0, 9)).toHaveLength(
			1,
		);
	});

	test('where very many leave the rows in sight, only those are drawn that do not', () => {
		const fence = Array.from({ length: 500 }, (_, at) => joint(at / 10, 0, 100 + at));
		expect(visibleUprights([...fence, joint(7, 1, 3)], all, 0, 20)).toEqual([{ atMs: 7, upper: 1, rows: 2 }]);
	});

	test('those that only pass are drawn while they are few', () => {
		const passing = (count: number) => Array.from({ length: count }, (_, at) => joint(at, 0, 100));
		expect(visibleUprights(passing(5), all, 10, 20)).toHaveLength(5);
		expect(visibleUprights([...passing(20), joint(7, 12, 100)], all, 10, 20)).toHaveLength(1);
	});

	test('where very many stand close, they run into one a column', () => {
		const many = Array.from({ length: 50_000 }, (_, at) => joint((at % 1000) / 10, at % 7, 8));
		expect(visibleUprights(many, all, 0, 20).length).toBeLessThanOrEqual(401);
	});
});
