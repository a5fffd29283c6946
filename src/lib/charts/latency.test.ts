import { describe, expect, test } from 'bun:test';
import { latencyBuckets, latencyChart, type LatencyPoint } from './latency';

const from = new Date('2026-11-21T12:00:00Z');
const to = new Date('2026-11-21T13:00:00Z');

function point(
	minute: number,
	latencyMs: number | null,
	state: LatencyPoint['state'] = 'passed',
): LatencyPoint {
	return {
		at: new Date(+from + minute * 60_000).toISOString(),
		latencyMs,
		state,
		runId: crypto.randomUUID(),
	};
}

describe('latencyBuckets', () => {
	test('puts every run of the range into one stretch', () => {
		const points = [point(0, 10), point(9.9, 30), point(10, 50), point(59.9, 70, 'failed'), point(60, 90)];
		const buckets = latencyBuckets(points, from, to, 6);
		expect(buckets.map((held) => held.runs)).toEqual([2, 1, 0, 0, 0, 2]);
		expect(buckets.map((held) => held.failed)).toEqual([0, 0, 0, 0, 0, 1]);
		expect(buckets[0]).toMatchObject({ p50Ms: 20, p95Ms: 29 });
		expect(buckets[2]).toMatchObject({ p50Ms: null, p95Ms: null });
	});

	test('leaves out what is older than the range', () => {
		const buckets = latencyBuckets([point(-5, 10), point(5, 20)], from, to, 6);
		expect(buckets.reduce((sum, held) => sum + held.runs, 0)).toBe(1);
	});

	test('a run without an answer counts, but has no latency', () => {
		const [first] = latencyBuckets([point(1, null, 'failed')], from, to, 6);
		expect(first).toMatchObject({ runs: 1, failed: 1, p95Ms: null });
	});
});

describe('latencyChart', () => {
	test('breaks the line where nothing ran, and marks what stands alone', () => {
		const chart = latencyChart(
			latencyBuckets([point(1, 20), point(11, 20), point(35, 40)], from, to, 6),
			10_000,
		);
		expect(chart.p95.match(/M/g)?.length).toBe(2);
		expect(chart.dots).toHaveLength(1);
	});

	test('a check that runs less often than the stretches are long has one line all the same', () => {
		const buckets = latencyBuckets([point(1, 20), point(21, 30), point(41, 25)], from, to, 6);
		expect(latencyChart(buckets, 10_000).dots).toHaveLength(3);
		const chart = latencyChart(buckets, 10_000, 20 * 60_000);
		expect(chart.p95.match(/M/g)?.length).toBe(1);
		expect(chart.dots).toEqual([]);
	});

	test('names the peak inside the frame', () => {
		const chart = latencyChart(latencyBuckets([point(1, 20), point(31, 80)], from, to, 6), 10_000);
		expect(chart.peak?.bucket.p95Ms).toBe(80);
		expect(chart.peak?.y).toBeGreaterThan(0);
		expect(chart.peak?.x).toBeCloseTo(3.5 / 6);
	});

	test('draws a budget only where it does not flatten the rest', () => {
		const buckets = latencyBuckets([point(1, 20), point(31, 80)], from, to, 6);
		expect(latencyChart(buckets, 10_000).budgetY).toBeNull();
		expect(latencyChart(buckets, 100).budgetY).toBeGreaterThan(0);
	});

	test('an empty range is a frame without lines', () => {
		const chart = latencyChart(latencyBuckets([], from, to, 6), 1000);
		expect(chart).toMatchObject({ p95: '', p50: '', dots: [], failures: [], peak: null });
	});
});
