import { describe, expect, test } from 'bun:test';
import { criticalPath, timeOnPath } from './criticalPath';
import { makeSpan, spanId } from './traceFixture';
import { buildTree } from './tree';
import type { TraceSpan } from './wire';

function path(spans: TraceSpan[], nowMs = 1000): string[] {
	const tree = buildTree(spans);
	return criticalPath(tree, nowMs).map(({ spanId: id, fromMs, toMs, waiting }) => {
		const name = tree.byId.get(id)?.span.name;
		return `${name} ${Math.round(fromMs * 100) / 100}-${Math.round(toMs * 100) / 100}${waiting ? ' waiting' : ''}`;
	});
}

describe('criticalPath', () => {
	test('one after another: every child is on it, the parent in between', () => {
		const spans = [makeSpan('a', null, 0, 100), makeSpan('b', 'a', 10, 40), makeSpan('c', 'a', 50, 90)];
		expect(path(spans)).toEqual(['a 0-10', 'b 10-40', 'a 40-50', 'c 50-90', 'a 90-100']);
	});

	test('side by side: only the one that finished last', () => {
		const spans = [
			makeSpan('a', null, 0, 100),
			makeSpan('quick', 'a', 10, 40),
			makeSpan('slow', 'a', 10, 90),
			makeSpan('middle', 'a', 12, 60),
		];
		expect(path(spans)).toEqual(['a 0-10', 'slow 10-90', 'a 90-100']);
	});

	test('side by side, after something before both: that is on it too', () => {
		const spans = [
			makeSpan('a', null, 0, 100),
			makeSpan('first', 'a', 0, 20),
			makeSpan('left', 'a', 20, 50),
			makeSpan('right', 'a', 20, 80),
		];
		expect(path(spans)).toEqual(['first 0-20', 'right 20-80', 'a 80-100']);
	});

	test('one that still ran when the last began was not waited for', () => {
		const spans = [
			makeSpan('a', null, 0, 100),
			makeSpan('early', 'a', 0, 60),
			makeSpan('last', 'a', 40, 100),
		];
		expect(path(spans)).toEqual(['a 0-40', 'last 40-100']);
	});

	test('clocks read a moment apart do not break the chain', () => {
		const spans = [makeSpan('a', null, 0, 20), makeSpan('b', 'a', 0, 10.02), makeSpan('c', 'a', 10, 20)];
		expect(path(spans)).toEqual(['b 0-10', 'c 10-20']);
	});

	test('it goes down through the generations', () => {
		const spans = [makeSpan('a', null, 0, 10), makeSpan('b', 'a', 1, 9), makeSpan('c', 'b', 2, 8)];
		expect(path(spans)).toEqual(['a 0-1', 'b 1-2', 'c 2-8', 'b 8-9', 'a 9-10']);
	});

	test('a child that outlives its parent carries the path to the last moment', () => {
		const spans = [
			makeSpan('request', null, 0, 50),
			makeSpan('enqueue', 'request', 10, 40),
			makeSpan('work', 'enqueue', 30, 200),
		];
		expect(path(spans)).toEqual(['request 0-10', 'enqueue 10-30', 'work 30-200']);
	});

	test('a wait in a queue belongs to who waited', () => {
		const spans = [
			makeSpan('request', null, 0, 50),
			makeSpan('enqueue', 'request', 10, 40),
			makeSpan('work', 'enqueue', 90, 200),
		];
		expect(path(spans)).toEqual(['request 0-10', 'enqueue 10-40', 'work 40-90 waiting', 'work 90-200']);
		expect(timeOnPath(criticalPath(buildTree(spans), 200)).get(spanId('work'))).toBe(110);
	});

	test('what was left running does not hide that its parent was waited for', () => {
		const spans = [
			makeSpan('a', null, 0, 100),
			makeSpan('b', 'a', 0, 60),
			makeSpan('flush', 'b', 5, 90),
			makeSpan('c', 'a', 60, 100),
		];
		expect(path(spans)).toEqual(['b 0-60', 'c 60-100']);
	});

	test('open spans end now', () => {
		const spans = [makeSpan('a', null, 0, null), makeSpan('b', 'a', 10, 40), makeSpan('c', 'a', 40, null)];
		expect(path(spans, 70)).toEqual(['a 0-10', 'b 10-40', 'c 40-70']);
	});

	test('several roots with a gap between them', () => {
		const spans = [makeSpan('a', null, 0, 10), makeSpan('b', null, 30, 40)];
		expect(path(spans)).toEqual(['a 0-10', 'b 10-30 waiting', 'b 30-40']);
	});

	test('a child before its parent, by another clock, never runs backwards', () => {
		const spans = [makeSpan('a', null, 0, 100), makeSpan('b', 'a', 20, 80), makeSpan('c', 'b', 10, 70)];
		expect(path(spans)).toEqual(['a 0-10', 'c 10-70', 'b 70-80', 'a 80-100']);
	});

	test('nothing is nothing', () => expect(path([])).toEqual([]));
});

test('for random trees it covers the whole time, once, in order', () => {
	for (let round = 0; round < 300; round++) {
		const spans = randomTrace(round % 40);
		const tree = buildTree(spans);
		const segments = criticalPath(tree, 0);
		const last = Math.max(...[...tree.byId.values()].map((node) => node.endMs ?? 0));
		expect(segments[0]?.fromMs).toBe(0);
		expect(segments.at(-1)?.toMs).toBe(last);
		segments.slice(1).forEach((segment, at) => expect(segment.fromMs).toBe(segments[at]?.toMs ?? -1));
	}
});

test('10 000 siblings in a row take less than a second', () => {
	const siblings = Array.from({ length: 10_000 }, (_, at) => makeSpan(`s${at}`, 'root', at, at + 1));
	const tree = buildTree([makeSpan('root', null, 0, 10_000), ...siblings]);
	const start = performance.now();
	expect(criticalPath(tree, 0)).toHaveLength(10_000);
	expect(performance.now() - start).toBeLessThan(1000);
});

/** Children within or beyond their parents, at random; the root begins first. */
function randomTrace(size: number): TraceSpan[] {
	const spans = [makeSpan('0', null, 0, 100)];
	for (let at = 1; at <= size; at++) {
		const start = Math.random() * 120;
		spans.push(makeSpan(`${at}`, `${Math.floor(Math.random() * at)}`, start, start + Math.random() * 60));
	}
	return spans;
}
