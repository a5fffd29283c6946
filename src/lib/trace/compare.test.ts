import { describe, expect, test } from 'bun:test';
import { byDifference, compareTraces } from './compare';
import { makeSpan } from './traceFixture';
import { buildTree } from './tree';
import type { TraceSpan } from './wire';

const compare = (a: TraceSpan[], b: TraceSpan[], nowMs = 1000) =>
	compareTraces({ tree: buildTree(a), nowMs }, { tree: buildTree(b), nowMs });
const root = (endMs: number | null) => makeSpan('root', null, 0, endMs);
/** Siblings share a name, and have an id each. */
const query = (id: string, startMs: number, endMs: number | null) => ({
	...makeSpan(id, 'root', startMs, endMs),
	name: 'SELECT stock',
});

describe('comparison of two traces', () => {
	test('of a trace with itself finds no difference', () => {
		const trace = [root(100), makeSpan('load', 'root', 10, 60), makeSpan('query', 'load', 20, 50)];
		const { rows, blame, aMs, bMs } = compare(trace, trace);
		expect(rows.map(({ name, depth, longerMs }) => [name, depth, longerMs])).toEqual([
			['root', 0, 0],
			['load', 1, 0],
			['query', 2, 0],
		]);
		expect([blame, aMs, bMs]).toEqual([null, 100, 100]);
	});

	test('lays the difference at the span whose own time it is, not at those that waited for it', () => {
		const trace = (ms: number) => [
			root(ms + 20),
			makeSpan('load', 'root', 10, ms + 15),
			makeSpan('query', 'load', 12, ms + 12),
		];
		const { blame, rows } = compare(trace(10), trace(210));
		expect(blame).toMatchObject({ name: 'query', longerMs: 200, selfLongerMs: 200 });
		expect(rows.map(({ name, longerMs, selfLongerMs }) => [name, longerMs, selfLongerMs])).toEqual([
			['root', 200, 0],
			['load', 200, 0],
			['query', 200, 200],
		]);
	});

	test('lays what became faster at what became faster most', () => {
		const trace = (ms: number) => [root(ms + 10), makeSpan('query', 'root', 5, ms + 5)];
		expect(compare(trace(300), trace(100)).blame).toMatchObject({ name: 'query', selfLongerMs: -200 });
	});

	test('children in another order belong together all the same', () => {
		const a = [root(100), makeSpan('one', 'root', 0, 10), makeSpan('two', 'root', 20, 40)];
		const b = [root(100), makeSpan('two', 'root', 0, 20), makeSpan('one', 'root', 50, 90)];
		const { rows } = compare(a, b);
		expect(rows.map(({ name, longerMs }) => [name, longerMs])).toEqual([
			['root', 0],
			['one', 30],
			['two', 0],
		]);
	});

	test('repeated siblings are one row with a count, overlapping ones counted once', () => {
		const many = Array.from({ length: 34 }, (_, at) => query(`q${at}`, at * 10, at * 10 + 10));
		const { rows, blame } = compare([root(20), query('q', 0, 10)], [root(360), ...many, query('side', 5, 9)]);
		expect(rows).toHaveLength(2);
		expect(blame).toMatchObject({ name: 'SELECT stock', a: { count: 1 }, b: { count: 35, totalMs: 340 } });
	});

	test('children of repeated siblings are compared together', () => {
		const a = [root(100), query('q1', 0, 10), query('q2', 20, 40)];
		const inner = [makeSpan('wait', 'q1', 0, 5), { ...makeSpan('wait2', 'q2', 20, 30), name: 'wait' }];
		expect(compare([...a, ...inner], a).rows.at(-1)).toMatchObject({ depth: 2, a: { count: 2 }, b: null });
	});

	test('what only one side has is told as that, in its place', () => {
		const a = [root(100), makeSpan('one', 'root', 0, 10), makeSpan('three', 'root', 60, 70)];
		const b = [
			root(130),
			makeSpan('one', 'root', 0, 10),
			makeSpan('two', 'root', 20, 60),
			makeSpan('in two', 'two', 30, 40),
		];
		const { rows } = compare(a, b);
		expect(rows.map(({ name, a: left, b: right }) => [name, left !== null, right !== null])).toEqual([
			['root', true, true],
			['one', true, true],
			['two', false, true],
			['in two', false, true],
			['three', true, false],
		]);
		expect(rows[4]).toMatchObject({ longerMs: -10 });
	});

	test('open spans end now, and are told as open', () => {
		const { rows, aOpen, bOpen, bMs } = compare([root(100)], [root(null)], 400);
		expect([aOpen, bOpen, bMs]).toEqual([false, true, 400]);
		expect(rows[0]).toMatchObject({ a: { open: false }, b: { open: true, totalMs: 400 }, longerMs: 300 });
	});

	test('other roots have nothing in common', () => {
		const { rows } = compare([makeSpan('GET /', null, 0, 5)], [makeSpan('GET /checks', null, 0, 9)]);
		expect(rows.map(({ name, a, b }) => [name, a !== null, b !== null])).toEqual([
			['GET /checks', false, true],
			['GET /', true, false],
		]);
	});

	test('an empty trace, and one deeper than functions can call, are survived', () => {
		expect(compare([], [])).toMatchObject({ rows: [], blame: null, aMs: 0 });
		const deep = Array.from({ length: 20_000 }, (_, at) =>
			makeSpan(`${at}`, at === 0 ? null : `${at - 1}`, 0, 10),
		);
		expect(compare(deep, deep).rows).toHaveLength(20_000);
	});

	test('rows can be told by what differs most', () => {
		const a = [root(100), makeSpan('one', 'root', 0, 10), makeSpan('two', 'root', 20, 90)];
		const b = [root(100), makeSpan('one', 'root', 0, 15), makeSpan('two', 'root', 20, 40)];
		expect(byDifference(compare(a, b).rows).map(({ name }) => name)).toEqual(['two', 'root', 'one']);
	});
});
