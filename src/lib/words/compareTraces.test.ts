import { describe, expect, test } from 'bun:test';
import { compareTraces } from '$trace/compare';
import { makeSpan } from '$trace/traceFixture';
import { buildTree } from '$trace/tree';
import type { TraceSpan } from '$trace/wire';
import { comparisonSentence, differenceWords } from './compareTraces';

const root = (endMs: number | null) => makeSpan('root', null, 0, endMs);
const queries = (count: number) =>
	Array.from({ length: count }, (_, at) => ({
		...makeSpan(`q${at}`, 'root', at * 30, at * 30 + 30),
		name: 'SELECT stock',
	}));
const told = (a: TraceSpan[], b: TraceSpan[]) =>
	comparisonSentence(compareTraces({ tree: buildTree(a), nowMs: 1500 }, { tree: buildTree(b), nowMs: 1500 }));

describe('the sentence of a comparison', () => {
	const once = [root(50), ...queries(1)];
	const often = [root(1200), ...queries(34)];

	test('says what got slower, and how often it ran', () =>
		expect(told(once, often)).toBe(
			'B took 1.150 s longer: 990 ms of it in SELECT stock, which ran 34 times and not once.',
		));
	test('says what got faster', () =>
		expect(told(often, once)).toBe(
			'B took 1.150 s less: 990 ms of it in SELECT stock, which ran once and not 34 times.',
		));
	test('says what only one has', () => {
		expect(told([root(50)], [root(550), makeSpan('sleep', 'root', 10, 510)])).toBe(
			'B took 500 ms longer: all of it in sleep, which A does not have.',
		);
		expect(told([root(550), makeSpan('sleep', 'root', 10, 510)], [root(50)])).toBe(
			'B took 500 ms less: all of it in sleep, which B does not have.',
		);
	});
	test('says so where the rest made up for some of it', () =>
		expect(
			told(
				[root(300), makeSpan('load', 'root', 0, 290)],
				[root(500), makeSpan('load', 'root', 0, 20), makeSpan('sleep', 'root', 20, 490)],
			),
		).toBe('B took 200 ms longer: 470 ms more in sleep, which A does not have; elsewhere it took less.'));
	test('tells the phase of a request with it', () => {
		const trace = (ms: number) => [
			makeSpan('GET', null, 0, ms + 1, {
				kind: 'client',
				attributes: { 'http.request.method': 'GET', 'server.address': 'shop' },
			}),
			makeSpan('first_byte', 'GET', 1, ms + 1),
		];
		expect(told(trace(10), trace(900))).toBe('B took 890 ms longer: all of it in first byte of GET shop.');
	});
	test('says so where there is no difference to speak of', () =>
		expect(told([root(100)], [root(103)])).toBe('Both took about as long: 100 ms and 103 ms.'));
	test('what is open is told so far', () => {
		expect(told([root(100)], [root(null)])).toBe(
			'B took 1.400 s longer: all of it in root. B is still open: this is so far.',
		);
		expect(told([root(null)], [root(null)])).toMatch(/Both are still open: this is so far\.$/);
	});
	test('differences have a sign', () =>
		expect([1100, -20, 0.001].map(differenceWords)).toEqual(['+1.100 s', '−20 ms', '–']));
});
