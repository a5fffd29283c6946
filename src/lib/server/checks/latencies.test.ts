import { describe, expect, test } from 'bun:test';
import { bucketMs, Latencies } from './latencies';

const BUCKETS = 9 * 160 + 1;
const all = Array.from({ length: BUCKETS }, (_, bucket) => bucket);

function encoded(...entries: [bucket: number, hits: number][]): Uint8Array {
	return Uint8Array.from(entries.flatMap(([bucket, hits]) => [128 + (bucket >> 7), bucket & 127, hits]));
}

/** 10 ms, 20 ms and 500 ms. */
const [TEN, TWENTY, HALF_SECOND] = [3 * 160, 3 * 160 + 50, 4 * 160 + 110];

describe('buckets', () => {
	test('go from 0.01 ms to 10,000 s, in round numbers', () => {
		expect([0, TEN, TEN + 1, TWENTY, TWENTY + 1, HALF_SECOND, BUCKETS - 1].map(bucketMs)).toEqual([
			0.01, 10, 10.2, 20, 20.5, 500, 10_000_000,
		]);
	});

	test('lie so close that whatever is between two is within 1.25 % of one', () => {
		for (const bucket of all.slice(1)) {
			const [below, above] = [bucketMs(bucket - 1), bucketMs(bucket)];
			expect(above).toBeGreaterThan(below);
			expect((above - below) / 2 / ((above + below) / 2)).toBeLessThanOrEqual(0.0125);
		}
	});
});

describe('latencies', () => {
	test('have no percentile where there are none', () => {
		expect(new Latencies().percentile(0.5)).toBeNull();
		expect(new Latencies().add(new Uint8Array()).percentile(0.95)).toBeNull();
	});

	test('have percentiles as percentile_cont has them', () => {
		const latencies = new Latencies().add(encoded([TEN, 1], [TWENTY, 2], [HALF_SECOND, 1]));
		expect([0, 0.25, 0.5, 0.75, 1].map((share) => latencies.percentile(share))).toEqual([
			10, 17.5, 20, 140, 500,
		]);
		expect(latencies.percentile(0.1)).toBe(13);
	});

	test('of several roll-ups add up, whatever the order and however often a bucket comes', () => {
		const one = new Latencies()
			.add(encoded([HALF_SECOND, 127], [TEN, 3]))
			.add(encoded([TEN, 2], [HALF_SECOND, 90], [HALF_SECOND, 0], [HALF_SECOND, 127], [HALF_SECOND, 1]));
		expect(one.percentile(4 / 349)).toBe(10);
		expect(one.percentile(5 / 349)).toBe(500);
		expect(one.percentile(1)).toBe(500);
	});

	test('are gone when cleared', () => {
		const latencies = new Latencies().add(encoded([TEN, 7]));
		latencies.clear();
		expect(latencies.percentile(0.5)).toBeNull();
		expect(latencies.add(encoded([HALF_SECOND, 1])).percentile(0.5)).toBe(500);
	});
});
