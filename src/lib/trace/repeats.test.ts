import { describe, expect, test } from 'bun:test';
import { kindsOf } from './kind';
import { findRepeats } from './repeats';
import { makeSpan, spanId } from './traceFixture';
import { buildTree } from './tree';
import type { TraceSpan } from './wire';

const sql = (text: string) => ({ attributes: { 'db.system.name': 'postgresql', 'db.query.text': text } });

function repeats(spans: TraceSpan[]) {
	const tree = buildTree(spans);
	return findRepeats(tree, kindsOf(tree)).map((each) => ({
		under: tree.byId.get(each.parentSpanId)?.span.name,
		count: each.spanIds.length,
		totalMs: Math.round(each.totalMs * 1000) / 1000,
	}));
}

/** `count` queries below a load, each 2 ms long, 3 ms apart. */
const queries = (count: number, text = (at: number) => `SELECT * FROM stock WHERE sku = '${at}'`) => [
	makeSpan('load', null, 0, 1000),
	...Array.from({ length: count }, (_, at) => ({
		...makeSpan(`q${at}`, 'load', at * 3, at * 3 + 2, sql(text(at))),
		name: 'SELECT stock',
	})),
];

describe('findRepeats', () => {
	test('five alike siblings, whatever their values', () => {
		expect(repeats(queries(5))).toEqual([{ under: 'load', count: 5, totalMs: 10 }]);
	});

	test('the longer list of one IN does not make it another query', () => {
		const list = (at: number) =>
			`SELECT 1 FROM t WHERE id IN (${Array(at + 1)
				.fill('$1')
				.join(', ')})`;
		expect(repeats(queries(6, list))).toHaveLength(1);
	});

	test('four are an accident, and five that ask different things are none', () => {
		expect(repeats(queries(4))).toEqual([]);
		expect(repeats(queries(5, (at) => `SELECT * FROM table_${'abcde'[at]}`))).toEqual([]);
	});

	test('what runs at the same time is not repeated', () => {
		const parallel = queries(6).map((span, at) => (at === 0 ? span : { ...span, ...times(10, 12) }));
		expect(repeats(parallel)).toEqual([]);
	});

	test('one query in each of several calls counts for the span above the calls', () => {
		const calls = Array.from({ length: 7 }, (_, at) => [
			makeSpan(`call${at}`, 'load', at * 10, at * 10 + 9),
			{ ...makeSpan(`q${at}`, `call${at}`, at * 10 + 1, at * 10 + 4, sql('SELECT $1')), name: 'SELECT' },
		]).flat();
		expect(repeats([makeSpan('load', null, 0, 100), ...calls])).toEqual([
			{ under: 'load', count: 7, totalMs: 21 },
		]);
	});

	test('an open query is the last of its row, and counts no time yet', () => {
		const open = queries(5).map((span, at) => (at === 5 ? { ...span, endTimeUnixNano: null } : span));
		expect(repeats(open)).toEqual([{ under: 'load', count: 5, totalMs: 8 }]);
	});

	test('transactions, and spans that are no queries, do not count', () => {
		const begins = queries(6).map((span) => (span.name === 'load' ? span : { ...span, name: 'BEGIN' }));
		expect(repeats(begins)).toEqual([]);
		expect(repeats(queries(6).map((span) => ({ ...span, attributes: {} })))).toEqual([]);
	});

	test('they are told earliest first', () => {
		const tree = buildTree(queries(5).toReversed());
		expect(findRepeats(tree, kindsOf(tree))[0]?.spanIds[0]).toBe(spanId('q0'));
	});
});

function times(startMs: number, endMs: number) {
	const { startTimeUnixNano, endTimeUnixNano } = makeSpan('x', null, startMs, endMs);
	return { startTimeUnixNano, endTimeUnixNano };
}
