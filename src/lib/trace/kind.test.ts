import { describe, expect, test } from 'bun:test';
import { kindsOf, rootKind } from './kind';
import { makeSpan, makeSummary, spanId } from './traceFixture';
import { buildTree } from './tree';
import type { TraceSpan, TraceSummary } from './wire';

describe('kindsOf', () => {
	const spans: TraceSpan[] = [
		makeSpan('POST /api/v1/checks/{id}/run', null, 0, 90, { kind: 'server' }),
		makeSpan('sveltekit.handle.root', 'POST /api/v1/checks/{id}/run', 1, 80, { scope: 'sveltekit' }),
		makeSpan('own hook', 'sveltekit.handle.root', 2, 3),
		makeSpan('checks.run', 'sveltekit.handle.root', 4, 60, { attributes: { 'rpc.method': 'checks.run' } }),
		makeSpan('INSERT runs', 'checks.run', 5, 6, {
			kind: 'client',
			attributes: { 'db.system.name': 'postgresql' },
		}),
		makeSpan('pg-pool.connect', 'checks.run', 5, 6, {
			attributes: { 'db.client.connection.pool.name': 'glasshouse' },
		}),
		makeSpan('workflow check.run', 'checks.run', 7, 300),
		makeSpan('step request', 'workflow check.run', 8, 200, { attributes: { 'glasshouse.step': 'request' } }),
		makeSpan('GET', 'step request', 9, 190, { kind: 'client' }),
		makeSpan('dns', 'GET', 10, 11),
		makeSpan('GET /stock', 'GET', 20, 180, { kind: 'server', service: 'shop-api' }),
		makeSpan('price', 'GET /stock', 21, 22, { service: 'shop-api' }),
	];
	const kinds = kindsOf(buildTree(spans));
	const expected = ['S', 'K', 'K', 'R', 'Q', 'Q', 'W', 'W', 'C', 'C', 'T', 'K'];
	spans.forEach((span, at) =>
		test(`${span.name} is ${expected[at]}`, () =>
			expect<string | undefined>(kinds.get(spanId(span.name))).toBe(expected[at])),
	);

	test('spans of a shared workflow of another name are told by their step', () => {
		const tree = buildTree([
			makeSpan('anything', null, 0, 1, { attributes: { 'glasshouse.step': 'judge' } }),
		]);
		expect([...kindsOf(tree).values()]).toEqual(['W']);
	});
});

test('the root of a summary is told by its name and route', () => {
	const kind = (change: Partial<TraceSummary>) =>
		rootKind(makeSummary({ name: 'GET /checks/[id]', ...change }));
	expect(kind({})).toBe('S');
	expect(kind({ name: 'odd', statusCode: 200 })).toBe('S');
	expect(kind({ name: 'workflow runCheck' })).toBe('W');
	expect(kind({ name: 'checks.run' })).toBe('R');
	expect(kind({ name: 'sweep' })).toBe('K');
});
