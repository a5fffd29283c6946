import { describe, expect, test } from 'bun:test';
import { kindsOf } from './kind';
import { minimapShapes } from './minimap';
import { makeSpan } from './traceFixture';
import { buildTree } from './tree';
import type { TraceSpan } from './wire';

function shapes(spans: TraceSpan[], nowMs = 100) {
	const tree = buildTree(spans);
	return minimapShapes(tree, kindsOf(tree), nowMs, 100);
}

const count = (d: string) => d.match(/M/g)?.length ?? 0;

describe('minimapShapes', () => {
	test('a line for each span, failed ones last and in their colour', () => {
		const drawn = shapes([
			makeSpan('a', null, 0, 100, { kind: 'server' }),
			makeSpan('b', 'a', 10, 40, { kind: 'client', status: { code: 'error' } }),
		]);
		expect(drawn).toEqual([
			{ colour: '--k-server', d: 'M0 3h100v1.5h-100z' },
			{ colour: '--fail', d: 'M10 5.5h30v1.5h-30z' },
		]);
	});

	test('an open span reaches to now, a short one can be seen', () => {
		expect(shapes([makeSpan('a', null, 0, null)], 60)[0]?.d).toContain('h60v');
		expect(shapes([makeSpan('a', null, 50, 50)])[0]?.d).toContain('h0.1666667v');
	});

	test('ten times the spans do not draw ten times as much', () => {
		const drawn = (spans: number) =>
			shapes(
				Array.from({ length: spans }, (_, at) => {
					const startMs = (at * 7919) % 100;
					return makeSpan(`${at}`, null, startMs, startMs + 0.1);
				}),
			).reduce((sum, { d }) => sum + count(d), 0);
		expect(drawn(20_000)).toBeLessThan(drawn(2000) * 5);
		expect(drawn(2000)).toBeGreaterThan(100);
	});
});
