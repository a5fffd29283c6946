import { describe, expect, test } from 'bun:test';
import { criticalPath } from './criticalPath';
import { kindsOf } from './kind';
import { drawRow } from './layout';
import { linesOf } from './lines';
import { logsBySpan } from './marks';
import { minimapShapes } from './minimap';
import { lineFinder, pathJoints, pathOnLines } from './pathLines';
import { findRepeats } from './repeats';
import { searcher } from './search';
import { findMisfits } from './skew';
import { makeSpan } from './traceFixture';
import { buildTree } from './tree';
import type { TraceSpan } from './wire';

const SHAPES: Record<string, (count: number) => TraceSpan[]> = {
	'a chain': (count) =>
		Array.from({ length: count }, (_, at) =>
			makeSpan(`${at}`, at === 0 ? null : `${at - 1}`, at, 2 * count - at),
		),
	'a chain that comes last first': (count) =>
		Array.from({ length: count }, (_, at) =>
			makeSpan(`${at}`, at === 0 ? null : `${at - 1}`, at, 2 * count - at),
		).reverse(),
	'one parent of all': (count) =>
		Array.from({ length: count }, (_, at) => makeSpan(`${at}`, at === 0 ? null : '0', at, at + 1)),
	'alike queries of one parent': (count) =>
		Array.from({ length: count }, (_, at) => ({
			...makeSpan(`${at}`, at === 0 ? null : '0', at, at === 0 ? count : at + 0.5, {
				attributes: at === 0 ? {} : { 'db.system.name': 'postgresql', 'db.query.text': `SELECT ${at}` },
			}),
			name: at === 0 ? 'load' : 'SELECT',
		})),
	orphans: (count) => Array.from({ length: count }, (_, at) => makeSpan(`${at}`, 'nobody', at, at + 1)),
};

/** All that opening a trace and searching it takes. */
function open(spans: TraceSpan[]): number {
	const tree = buildTree(spans);
	const kinds = kindsOf(tree);
	const repeats = findRepeats(tree, kinds);
	const path = criticalPath(tree, 0);
	const lines = linesOf({ tree, kinds, folded: new Set(), repeats });
	const find = lineFinder(lines, tree);
	const drawing = { tree, kinds, paths: pathOnLines(path, find), logs: logsBySpan([]), nowMs: 0 };
	const rows = lines.slice(0, 60).map((line, at) => drawRow(line, at, drawing));
	pathJoints(path, find);
	findMisfits(tree);
	minimapShapes(tree, kinds, 0, spans.length);
	return searcher(tree, new Map())('nothing like it').length + rows.length;
}

/** The best of several: what else the machine does can only make it slower. */
function bestMs(spans: TraceSpan[], runs: number): number {
	let best = Number.POSITIVE_INFINITY;
	for (let run = 0; run < runs; run++) {
		const began = performance.now();
		open(spans);
		best = Math.min(best, performance.now() - began);
	}
	return best;
}

describe('twenty times the spans', () => {
	for (const [shape, make] of Object.entries(SHAPES)) {
		// In proportion it would be 20, and somewhat more for memory; a quadratic part would make it 400.
		test(`take no more than 150 times as long: ${shape}`, () => {
			const few = make(500);
			const many = make(10_000);
			bestMs(few, 5);
			expect(bestMs(many, 3) / bestMs(few, 15)).toBeLessThan(150);
		});
	}
});
