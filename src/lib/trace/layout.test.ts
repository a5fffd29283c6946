import { describe, expect, test } from 'bun:test';
import { criticalPath } from './criticalPath';
import { kindsOf } from './kind';
import { drawRow, type Row } from './layout';
import { linesOf } from './lines';
import { logsBySpan } from './marks';
import { lineFinder, pathJoints, pathOnLines } from './pathLines';
import { findRepeats } from './repeats';
import { makeSpan, nano, spanId } from './traceFixture';
import { buildTree } from './tree';
import type { LogLine, TraceSpan } from './wire';

function lay(spans: TraceSpan[], { nowMs = 100, folded = [] as string[], logs = [] as LogLine[] } = {}) {
	const tree = buildTree(spans);
	const path = criticalPath(tree, nowMs);
	const kinds = kindsOf(tree);
	const lines = linesOf({
		tree,
		kinds,
		folded: new Set(folded.map(spanId)),
		repeats: findRepeats(tree, kinds),
	});
	const find = lineFinder(lines, tree);
	const drawing = { tree, kinds, paths: pathOnLines(path, find), logs: logsBySpan(logs), nowMs };
	return { rows: lines.map((line, at) => drawRow(line, at, drawing)), joints: pathJoints(path, find) };
}

const row = (rows: Row[], name: string) => rows.find((each) => each.name === name);
const family = [
	makeSpan('a', null, 0, 100),
	makeSpan('b', 'a', 10, 40),
	makeSpan('c', 'b', 15, 35),
	makeSpan('d', 'a', 50, 90),
];

describe('drawRow', () => {
	test('a line for each span, with its place in the tree', () => {
		const { rows } = lay(family);
		expect(rows.map((each) => [each.name, each.depth, each.position, each.siblings])).toEqual([
			['a', 0, 1, 1],
			['b', 1, 1, 2],
			['c', 2, 1, 1],
			['d', 1, 2, 2],
		]);
		expect(row(rows, 'a')?.selfMs).toBe(30);
	});

	test('a folded span hides what is below and takes over its part of the path', () => {
		const { rows, joints } = lay(family, { folded: ['b'] });
		expect(rows.map((each) => each.name)).toEqual(['a', 'b', 'd']);
		expect(row(rows, 'b')?.path.map(({ fromMs, toMs }) => [fromMs, toMs])).toEqual([
			[10, 15],
			[15, 35],
			[35, 40],
		]);
		expect(joints.map(({ atMs, fromRow, toRow }) => [atMs, fromRow, toRow])).toEqual([
			[10, 0, 1],
			[40, 1, 0],
			[50, 0, 2],
			[90, 2, 0],
		]);
	});

	test('an open span at work tells since when; one that waits for a child does not', () => {
		const { rows } = lay([makeSpan('a', null, 0, null), makeSpan('b', 'a', 40, null)]);
		expect(row(rows, 'a')).toMatchObject({ endMs: null, selfMs: 40, selfSinceMs: null });
		expect(row(rows, 'b')).toMatchObject({ endMs: null, selfMs: 0, self: [], selfSinceMs: 40 });
	});

	test('events, exceptions and log lines are marks, in the order of time', () => {
		const span = makeSpan('a', null, 0, 100, {
			events: [
				{
					name: 'exception',
					timeUnixNano: nano(60),
					attributes: { 'exception.type': 'TypeError', 'exception.message': 'no' },
				},
				{ name: 'lock.wait', timeUnixNano: nano(14), attributes: {} },
			],
		});
		const line = { level: 'warn', message: 'slow', traceId: span.traceId, attributes: {} } as const;
		const logs = [
			{ ...line, timeUnixNano: nano(30), spanId: span.spanId },
			{ ...line, timeUnixNano: nano(31), spanId: null },
		];
		expect(lay([span], { logs }).rows[0]?.marks).toEqual([
			{ what: 'event', atMs: 14, label: 'lock.wait' },
			{ what: 'log', atMs: 30, label: 'warn slow' },
			{ what: 'exception', atMs: 60, label: 'TypeError: no' },
		]);
	});

	test('many events do not push the exception out', () => {
		const events = Array.from({ length: 500 }, (_, at) => ({
			name: `e${at}`,
			timeUnixNano: nano(at / 10),
			attributes: {},
		}));
		events.push({ name: 'exception', timeUnixNano: nano(99), attributes: {} });
		const marks = lay([makeSpan('a', null, 0, 100, { events })]).rows[0]?.marks ?? [];
		expect(marks.length).toBeLessThan(100);
		expect(marks.at(-1)?.what).toBe('exception');
	});

	test('a pause by intent is no work', () => {
		expect(row(lay([makeSpan('back off', null, 0, 100)]).rows, 'back off')?.sleeping).toBe(true);
		expect(row(lay([makeSpan('GET /sleepy', null, 0, 100)]).rows, 'GET /sleepy')?.sleeping).toBe(false);
	});

	test('alike queries share a line, which tells of all of them', () => {
		const query = { attributes: { 'db.system.name': 'postgresql' } };
		const spans = Array.from({ length: 6 }, (_, at) => ({
			...makeSpan(`q${at}`, 'a', at * 10, at * 10 + 5, query),
			name: 'SELECT',
		}));
		const { rows, joints } = lay([makeSpan('a', null, 0, 100), ...spans]);
		expect(rows).toHaveLength(2);
		expect(rows[1]).toMatchObject({
			name: 'SELECT',
			kind: 'Q',
			startMs: 0,
			endMs: 55,
			selfMs: 30,
			folded: true,
		});
		expect(rows[1]?.self).toHaveLength(6);
		expect(rows[1]?.path).toHaveLength(6);
		expect(joints.length).toBeGreaterThan(5);
	});
});
