import { expect, test } from 'bun:test';
import { HeapCensus } from './heapCensus';

/** A heap whose counting takes a given time on a clock of its own. */
function setUp(costMs: number) {
	let now = 0;
	let taken = 0;
	const census = new HeapCensus({
		nowMs: () => now,
		count: () => {
			now += costMs;
			taken += 1;
			return { capacity: 1, objects: taken, protectedObjects: 0, promises: 0 };
		},
	});
	return { census, taken: () => taken, pass: (ms: number) => (now += ms) };
}

const SMALL = 1_000_000;
const BIG = 65 * 1024 * 1024;

test('is taken at most every ten seconds, however often it is asked for', () => {
	const { census, taken, pass } = setUp(1);
	for (let i = 0; i < 1_000; i += 1) {
		expect(census.latest(SMALL)?.objects).toBe(taken());
		pass(100);
	}
	expect(taken()).toBe(10);
});

test('is the rarer the longer it takes: one two-thousandth of the time', () => {
	const { census, taken, pass } = setUp(40);
	census.latest(SMALL);
	pass(79_999);
	expect(census.latest(SMALL)?.objects).toBe(1);
	pass(1);
	expect(census.latest(SMALL)?.objects).toBe(2);
	expect(taken()).toBe(2);
});

test('is not taken of a heap that is too big, nor told of from when it was smaller', () => {
	const { census, taken } = setUp(1);
	expect(census.latest(BIG)).toBeUndefined();
	expect(taken()).toBe(0);
	expect(census.latest(SMALL)?.objects).toBe(1);
	expect(census.latest(BIG)).toBeUndefined();
	expect(census.latest(SMALL)?.objects).toBe(2);
});

test("tells what JavaScriptCore's heap holds", () => {
	const promises = Array.from({ length: 2_000 }, () => Promise.withResolvers<undefined>().promise);
	const counts = new HeapCensus().latest(SMALL);
	expect(counts?.promises).toBeGreaterThanOrEqual(promises.length);
	expect(counts?.objects).toBeGreaterThan(1_000);
	expect(counts?.protectedObjects).toBeGreaterThan(0);
	expect(counts?.capacity).toBeGreaterThan(100_000);
});
