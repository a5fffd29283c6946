import { expect, test } from 'bun:test';
import { ExportMetrics } from './exportMetrics';
import { Latencies } from './latencies';
import { SignalTally } from './tally';

const TARGET = { url: 'https://collector.example/v1/x', protocol: 'http/protobuf' } as const;

test('latencies: nothing, then the last and the percentiles of the last so many', () => {
	const latencies = new Latencies(100);
	expect(latencies.summary()).toBeNull();
	latencies.record(7);
	expect(latencies.summary()).toEqual({ last: 7, p50: 7, p99: 7 });
	for (let ms = 1; ms <= 250; ms++) latencies.record(ms);
	expect(latencies.summary()).toEqual({ last: 250, p50: 200, p99: 249 });
});

test('an account begins with nothing, and adds up', () => {
	const tally = new SignalTally(new ExportMetrics('logs', TARGET));
	expect(tally.health()).toEqual({
		inFlight: 0,
		exported: 0,
		dropped: {},
		attempts: { succeeded: 0, failed: 0 },
		lastSuccessAt: null,
		lastError: null,
		latencyMs: null,
	});
	tally.refuse('queue_full');
	tally.enter(10);
	tally.exported(6);
	tally.drop('rejected', 4);
	tally.drop('rejected', 0);
	tally.attempted({ milliseconds: 5, status: 200 });
	tally.attempted({ milliseconds: 3, status: 503, errorType: '503', error: '503 Service Unavailable' });
	const { lastSuccessAt, lastError, ...counts } = tally.health();
	expect(counts).toEqual({
		inFlight: 10,
		exported: 6,
		dropped: { queue_full: 1, rejected: 4 },
		attempts: { succeeded: 1, failed: 1 },
		latencyMs: { last: 3, p50: 3, p99: 5 },
	});
	expect(Date.parse(lastSuccessAt ?? '')).toBeGreaterThan(0);
	expect(lastError?.message).toBe('503 Service Unavailable');
	expect(tally.droppedTotal).toBe(5);
});
