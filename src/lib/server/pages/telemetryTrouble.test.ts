import { expect, test } from 'bun:test';
import type { SignalHealth, TelemetryHealth } from '$telemetry/health/types';
import { initialisedOnce } from '$telemetry/testing/initialisation';
import { TroubleWatch } from './telemetryTrouble';

const AT = '2026-11-21T14:00:00.000Z';
const LATER = '2026-11-21T14:00:01.000Z';
const MINUTE_MS = 60_000;

function health(given: Partial<SignalHealth> = {}): TelemetryHealth {
	const signal: SignalHealth = {
		signal: 'traces',
		exporters: ['otlp'],
		endpoint: 'http://collector:4318/v1/traces',
		protocol: 'http/protobuf',
		queued: 0,
		queueSize: 2048,
		inFlight: 0,
		spooled: null,
		exported: 0,
		dropped: {},
		attempts: { succeeded: 0, failed: 0 },
		lastSuccessAt: null,
		lastError: null,
		latencyMs: null,
		...given,
	};
	return {
		enabled: true,
		initialisation: initialisedOnce(AT),
		serviceName: 'glasshouse',
		sampler: 'always_on',
		samplerDecisions: {},
		instrumentations: [],
		signals: [signal],
		scrapeUrl: null,
		live: { spans: 0, traces: 0, logs: 0 },
	};
}

test('there is no trouble where nothing was dropped and nothing failed', () => {
	const watch = new TroubleWatch();
	expect(watch.look(health(), 0)).toBeNull();
	expect(watch.look(health({ lastSuccessAt: AT, exported: 5 }), 1)).toBeNull();
});

test('what was dropped is told for ten minutes after it was first seen, and again when there is more', () => {
	const watch = new TroubleWatch();
	const dropped = (count: number) => health({ dropped: { queue_full: count } });
	expect(watch.look(dropped(3), 0)).toBe('dropping');
	expect(watch.look(dropped(3), 9 * MINUTE_MS)).toBe('dropping');
	expect(watch.look(dropped(3), 11 * MINUTE_MS)).toBeNull();
	expect(watch.look(dropped(4), 12 * MINUTE_MS)).toBe('dropping');
});

test('a last attempt that failed is told first, until one succeeds', () => {
	const watch = new TroubleWatch();
	const failed = { lastError: { at: LATER, message: 'connect ECONNREFUSED' } };
	expect(watch.look(health(failed), 0)).toBe('failing');
	expect(watch.look(health({ ...failed, lastSuccessAt: AT, dropped: { rejected: 1 } }), 1)).toBe('failing');
	const mended = { lastError: { at: AT, message: 'x' }, lastSuccessAt: LATER, dropped: { rejected: 1 } };
	expect(watch.look(health(mended), 2)).toBe('dropping');
	expect(watch.look(health(mended), 11 * MINUTE_MS)).toBeNull();
});
