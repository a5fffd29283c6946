import { describe, expect, test } from 'bun:test';
import { adjustSkew, findMisfits } from './skew';
import { makeSpan, spanId } from './traceFixture';
import { buildTree } from './tree';
import type { TraceSpan } from './wire';

const shop = { service: 'shop', kind: 'server' } as const;
const misfit = (spans: TraceSpan[], name: string) => findMisfits(buildTree(spans)).get(spanId(name));

/** Times of the adjusted spans, in milliseconds since the earliest of them. */
function adjusted(spans: TraceSpan[]) {
	const tree = buildTree(adjustSkew(buildTree(spans)));
	return Object.fromEntries(
		[...tree.byId.values()].map((node) => [node.span.name, [node.startMs, node.endMs]]),
	);
}

const call = makeSpan('call', null, 100, 200, { kind: 'client' });

describe('findMisfits', () => {
	test('a child that begins before its parent', () => {
		expect(misfit([call, makeSpan('a', 'call', 90, 150)], 'a')).toEqual({
			earlyMs: 10,
			lateMs: 0,
			foreign: false,
		});
	});

	test('a child of another service that ends after its parent', () => {
		expect(misfit([call, makeSpan('a', 'call', 150, 230, shop)], 'a')).toMatchObject({
			lateMs: 30,
			foreign: true,
		});
	});

	test('work that outlives its parent in the same service, or behind a queue, is none', () => {
		expect(misfit([call, makeSpan('a', 'call', 150, 230)], 'a')).toBeUndefined();
		expect(
			misfit([call, makeSpan('a', 'call', 150, 230, { ...shop, kind: 'consumer' })], 'a'),
		).toBeUndefined();
	});

	test('what fits, and what is still open, is none', () => {
		expect(findMisfits(buildTree([call, makeSpan('a', 'call', 110, 190, shop)])).size).toBe(0);
		expect(misfit([call, makeSpan('a', 'call', 110, null, shop)], 'a')).toBeUndefined();
	});
});

describe('adjustSkew', () => {
	test('the other service is moved to the middle of the call, with all that it did', () => {
		const spans = [
			call,
			makeSpan('a', 'call', 20, 80, shop),
			makeSpan('b', 'a', 30, 40, { service: 'shop' }),
		];
		expect(adjusted(spans)).toEqual({ call: [0, 100], a: [20, 80], b: [30, 40] });
	});

	test('what took longer than the call starts with it', () => {
		expect(adjusted([call, makeSpan('a', 'call', 20, 180, shop)])).toMatchObject({ a: [0, 160] });
	});

	test('what is open starts with the call at the earliest', () => {
		expect(adjusted([call, makeSpan('a', 'call', 20, null, shop)])).toMatchObject({ a: [0, null] });
	});

	test('events move with their span; the same service is left alone', () => {
		const events = [
			{ name: 'e', timeUnixNano: makeSpan('x', null, 50, 60).startTimeUnixNano, attributes: {} },
		];
		const early = makeSpan('a', 'call', 20, 80, { ...shop, events });
		const [, moved] = adjustSkew(buildTree([call, early])).toSorted((left, right) =>
			left.name < right.name ? 1 : -1,
		);
		expect(moved?.events[0]?.timeUnixNano).toBe(makeSpan('x', null, 150, 160).startTimeUnixNano);
		const own = makeSpan('a', 'call', 20, 80);
		expect(adjustSkew(buildTree([call, own]))).toContain(own);
	});

	test('a shift of a shift: each service is moved by its own clock and by those above it', () => {
		const spans = [
			call,
			makeSpan('a', 'call', 20, 80, shop),
			makeSpan('b', 'a', 10, 20, { service: 'stock', kind: 'server' }),
		];
		expect(adjusted(spans)).toMatchObject({ a: [20, 80], b: [45, 55] });
	});
});
