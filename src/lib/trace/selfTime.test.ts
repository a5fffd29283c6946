import { describe, expect, test } from 'bun:test';
import { lengthMs, subtract, union } from './interval';
import { BROWSER_SCOPE } from './kind';
import { selfIntervals } from './selfTime';
import { makeSpan, spanId } from './traceFixture';
import { buildTree } from './tree';
import type { TraceSpan } from './wire';

function selfOf(name: string, spans: TraceSpan[], nowMs = 100): [number, number][] {
	const node = buildTree(spans).byId.get(spanId(name));
	return node ? selfIntervals(node, nowMs).map(({ fromMs, toMs }) => [fromMs, toMs]) : [];
}

describe('selfIntervals', () => {
	test('what no child covers', () => {
		const spans = [makeSpan('a', null, 0, 10), makeSpan('b', 'a', 2, 4), makeSpan('c', 'a', 6, 9)];
		expect(selfOf('a', spans)).toEqual([
			[0, 2],
			[4, 6],
			[9, 10],
		]);
	});

	test('children that overlap count once', () => {
		const spans = [
			makeSpan('a', null, 0, 10),
			makeSpan('b', 'a', 2, 7),
			makeSpan('c', 'a', 3, 5),
			makeSpan('d', 'a', 6, 8),
		];
		expect(selfOf('a', spans)).toEqual([
			[0, 2],
			[8, 10],
		]);
	});

	test('what a page does with an answer takes nothing of the server, but something of the page', () => {
		const scope = BROWSER_SCOPE;
		const spans = [
			makeSpan('navigation', null, 0, 50, { scope }),
			makeSpan('fetch', 'navigation', 5, 30, { scope }),
			makeSpan('server', 'fetch', 10, 20),
			makeSpan('page load', 'server', 0, 90, { scope }),
		];
		expect(selfOf('server', spans)).toEqual([[10, 20]]);
		expect(selfOf('fetch', spans)).toEqual([
			[5, 10],
			[20, 30],
		]);
		expect(selfOf('navigation', spans)).toEqual([
			[0, 5],
			[30, 50],
		]);
	});

	test('a child that outlives its parent takes only what lies inside', () => {
		expect(selfOf('a', [makeSpan('a', null, 0, 10), makeSpan('b', 'a', 8, 50)])).toEqual([[0, 8]]);
	});

	test('a child after its parent takes nothing', () => {
		expect(selfOf('a', [makeSpan('a', null, 0, 10), makeSpan('b', 'a', 12, 50)])).toEqual([[0, 10]]);
	});

	test('a child that began before its parent, by another clock', () => {
		const spans = [makeSpan('z', null, 0, 20), makeSpan('a', 'z', 5, 10), makeSpan('b', 'a', 3, 7)];
		expect(selfOf('a', spans)).toEqual([[7, 10]]);
	});

	test('open spans end now; an open child leaves its parent waiting', () => {
		const spans = [makeSpan('a', null, 0, null), makeSpan('b', 'a', 40, null)];
		expect(selfOf('a', spans)).toEqual([[0, 40]]);
		expect(selfOf('b', spans)).toEqual([[40, 100]]);
	});

	test('a leaf is all its own, and one without length has none', () => {
		expect(selfOf('a', [makeSpan('a', null, 3, 9)])).toEqual([[0, 6]]);
		expect(selfOf('a', [makeSpan('a', null, 3, 3)])).toEqual([]);
	});
});

test('union joins what touches, and lengthMs adds up', () => {
	const joined = union([
		{ fromMs: 5, toMs: 6 },
		{ fromMs: 0, toMs: 2 },
		{ fromMs: 2, toMs: 3 },
	]);
	expect(joined).toEqual([
		{ fromMs: 0, toMs: 3 },
		{ fromMs: 5, toMs: 6 },
	]);
	expect(lengthMs(joined)).toBe(4);
});

test('self time plus what children cover is the whole, for random families', () => {
	for (let round = 0; round < 200; round++) {
		const whole = { fromMs: 0, toMs: 100 };
		const holes = Array.from({ length: round % 7 }, () => {
			const fromMs = Math.random() * 120 - 10;
			return { fromMs, toMs: fromMs + Math.random() * 40 };
		});
		const covered = union(holes).map(({ fromMs, toMs }) => ({
			fromMs: Math.max(0, Math.min(100, fromMs)),
			toMs: Math.max(0, Math.min(100, toMs)),
		}));
		expect(lengthMs(subtract(whole, holes)) + lengthMs(covered)).toBeCloseTo(100, 6);
	}
});
