import { describe, expect, test } from 'bun:test';
import { makeSpan, nano, spanId } from '$trace/traceFixture';
import { LeakWatch } from './leakWatch';

const NOW_MS = Number(BigInt(nano(0)) / 1_000_000n) + 700_000;

function setUp(afterMs = 600_000) {
	const told: string[] = [];
	const watch = new LeakWatch(afterMs, ({ name }, ageMs) => told.push(`${name} ${ageMs}`));
	return { watch, told };
}

const fetch = (name: string, parent: string | null, startMs: number) =>
	makeSpan(name, parent, startMs, null, { kind: 'client', attributes: { 'db.system': 'postgresql' } });

describe('a span that nobody ends', () => {
	test('is reported once, for as long as it is open', () => {
		const { watch, told } = setUp();
		const spans = [fetch('SELECT 1', null, 0)];
		watch.look(spans, NOW_MS - 200_000);
		expect(told).toEqual([]);
		expect(watch.has(spanId('SELECT 1'))).toBe(false);
		watch.look(spans, NOW_MS);
		watch.look(spans, NOW_MS + 60_000);
		expect(told).toEqual(['SELECT 1 700000']);
		expect(watch.has(spanId('SELECT 1'))).toBe(true);
	});

	test('is forgotten when it ends after all', () => {
		const { watch, told } = setUp();
		watch.look([fetch('SELECT 1', null, 0)], NOW_MS);
		watch.look([], NOW_MS);
		expect(watch.has(spanId('SELECT 1'))).toBe(false);
		expect(told).toHaveLength(1);
	});

	test('is the innermost one: what is above only waits for it', () => {
		const { watch, told } = setUp();
		const request = makeSpan('GET /', null, 0, null, { kind: 'server' });
		watch.look([request, fetch('SELECT 1', 'GET /', 1)], NOW_MS);
		expect(told).toEqual(['SELECT 1 699999']);
	});

	test('is none that is long by design', () => {
		const { watch, told } = setUp();
		const socket = makeSpan('websocket', null, 0, null, { kind: 'server', scope: 'glasshouse.websocket' });
		watch.look([socket], NOW_MS);
		expect(told).toEqual([]);
	});
});
