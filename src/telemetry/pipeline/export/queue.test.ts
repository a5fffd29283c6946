import { expect, test } from 'bun:test';
import { BoundedQueue } from './queue';

const numbered = (from: number, count: number) => Array.from({ length: count }, (_, i) => ({ n: from + i }));

test('gives back the oldest first, round and round', () => {
	const queue = new BoundedQueue<{ n: number }>(5);
	let next = 0;
	let expected = 0;
	for (let round = 0; round < 20; round++) {
		for (const item of numbered(next, 1 + (round % 5))) if (queue.add(item)) next++;
		for (const { n } of queue.take(1 + ((round * 3) % 5))) expect(n).toBe(expected++);
		expect(queue.length).toBe(next - expected);
	}
});

test('keeps no more than it may, and refuses the newest', () => {
	const queue = new BoundedQueue<{ n: number }>(3);
	expect(numbered(0, 5).map((item) => queue.add(item))).toEqual([true, true, true, false, false]);
	expect(queue.take(9)).toEqual(numbered(0, 3));
	expect(queue.take(9)).toEqual([]);
	expect(queue.length).toBe(0);
});

test('grows up to its capacity, wherever it begins, and keeps the order', () => {
	for (const before of [0, 1, 700, 1_023, 1_024]) {
		const queue = new BoundedQueue<{ n: number }>(5_000);
		for (const item of numbered(-before, before)) queue.add(item);
		expect(queue.take(before)).toHaveLength(before);
		expect(numbered(0, 6_000).filter((item) => queue.add(item))).toHaveLength(5_000);
		expect(queue.length).toBe(5_000);
		expect(queue.take(9_000)).toEqual(numbered(0, 5_000));
	}
});

test('forgets what was taken', async () => {
	const queue = new BoundedQueue<object>(2);
	const gone = Promise.withResolvers<undefined>();
	const registry = new FinalizationRegistry(() => gone.resolve(undefined));
	(() => {
		const item = {};
		registry.register(item, undefined);
		queue.add(item);
		queue.take(1);
	})();
	const collecting = setInterval(() => Bun.gc(true), 10);
	await gone.promise;
	clearInterval(collecting);
	expect(queue.length).toBe(0);
});
