import { describe, expect, test } from 'bun:test';
import { findingsOf } from './findings';
import { BROWSER_SCOPE } from './kind';
import { makeSpan, nano } from './traceFixture';
import { buildTree } from './tree';
import type { TraceSpan } from './wire';

const sql = {
	kind: 'client',
	attributes: { 'db.system.name': 'postgresql', 'db.query.text': 'select 1' },
} as const;
const thrown = (message: string): Partial<TraceSpan> => ({
	events: [
		{
			name: 'exception',
			timeUnixNano: nano(1),
			attributes: { 'exception.type': 'Error', 'exception.message': message },
		},
	],
});
const of = (spans: TraceSpan[], nowMs = 1000) => findingsOf(buildTree(spans), nowMs);

describe('findings of a trace', () => {
	test('nothing stands out in a quiet one', () => {
		expect(of([makeSpan('GET /', null, 0, 10, { kind: 'server' })])).toEqual({
			services: ['glasshouse'],
			exceptionCount: 0,
			retryCount: 0,
			repeat: null,
			selfTimes: [{ kind: 'S', ms: 10 }],
		});
	});

	test('self time by kind, the most first; an open span is at work up to now', () => {
		const spans = [
			makeSpan('GET /', null, 0, null, { kind: 'server' }),
			makeSpan('SELECT', 'GET /', 10, 90, sql),
			makeSpan('other', 'GET /', 90, 95, { kind: 'server', service: 'shop' }),
		];
		const { selfTimes, services } = of(spans, 100);
		expect(selfTimes).toEqual([
			{ kind: 'Q', ms: 80 },
			{ kind: 'S', ms: 15 },
			{ kind: 'T', ms: 5 },
		]);
		expect(services).toEqual(['glasshouse', 'shop']);
	});

	test('the time of a page counts only where there is no other', () => {
		const page = makeSpan('page load /', 'GET /', 0, 900, { scope: BROWSER_SCOPE });
		const server = makeSpan('GET /', null, 0, 10, { kind: 'server' });
		expect(of([server, page]).selfTimes.map(({ kind }) => kind)).toEqual(['S']);
		expect(of([page]).selfTimes).toEqual([{ kind: 'B', ms: 900 }]);
	});

	test('an exception that went up through several spans counts once, two attempts count twice', () => {
		const spans = [
			makeSpan('root', null, 0, 100, thrown('reset')),
			makeSpan('middle', 'root', 0, 90),
			makeSpan('first', 'middle', 0, 40, thrown('reset')),
			makeSpan('second', 'middle', 50, 90, thrown('reset')),
		];
		expect(of(spans).exceptionCount).toBe(2);
		expect(of([...spans, makeSpan('other', 'root', 95, 99, thrown('refused'))]).exceptionCount).toBe(3);
	});

	test('attempts after the first', () => {
		const attempt = (count: number) => ({ attributes: { 'glasshouse.attempt': count } });
		const spans = [makeSpan('a', null, 0, 10, attempt(1)), makeSpan('b', 'a', 0, 10, attempt(3))];
		expect(of(spans).retryCount).toBe(2);
		expect(of(spans.slice(0, 1)).retryCount).toBe(0);
	});

	test('the query that was repeated most', () => {
		const loop = Array.from({ length: 34 }, (_, at) =>
			makeSpan(`q${at}`, 'root', at * 2, at * 2 + 1, { ...sql, name: 'SELECT stock' }),
		);
		const { repeat } = of([makeSpan('root', null, 0, 100, { kind: 'server' }), ...loop]);
		expect(repeat).toEqual({ name: 'SELECT stock', count: 34 });
	});
});
