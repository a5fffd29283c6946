import { describe, expect, test } from 'bun:test';
import type { SignalHealth, TelemetryHealth } from '$telemetry/health/types';
import { initialisedOnce, takenByAnother } from '$telemetry/testing/initialisation';
import { decisionName, dropsOf, isFailing, signalState, telemetrySentence } from './telemetry';

const AT = '2026-11-21T14:00:00.000Z';
const LATER = '2026-11-21T14:00:01.000Z';

function signal(given: Partial<SignalHealth> = {}): SignalHealth {
	return {
		signal: 'traces',
		exporters: ['otlp'],
		endpoint: 'http://collector:4318/v1/traces',
		protocol: 'http/protobuf',
		queued: 0,
		queueSize: 2048,
		inFlight: 0,
		spooled: null,
		exported: 10,
		dropped: {},
		attempts: { succeeded: 1, failed: 0 },
		lastSuccessAt: AT,
		lastError: null,
		latencyMs: null,
		...given,
	};
}

function health(signals: SignalHealth[], enabled = true): TelemetryHealth {
	return {
		enabled,
		initialisation: initialisedOnce(AT),
		serviceName: 'glasshouse',
		sampler: 'always_on',
		samplerDecisions: {},
		instrumentations: [],
		signals,
		scrapeUrl: null,
		live: { spans: 0, traces: 0, logs: 0 },
	};
}

const away = { lastError: { at: LATER, message: 'connect ECONNREFUSED' } };
const nowhere = { exporters: [], endpoint: null, lastSuccessAt: null };

describe('the state of a signal', () => {
	test.each<[string, Partial<SignalHealth>, string]>([
		['passing', {}, 'Sending'],
		['waiting', { lastSuccessAt: null }, 'Nothing sent yet'],
		['failing', away, 'Failing'],
		['failing', { ...away, lastSuccessAt: null }, 'Failing'],
		['passing', { lastError: { at: AT, message: 'x' }, lastSuccessAt: LATER }, 'Sending'],
		['slow', { dropped: { queue_full: 1 } }, 'Dropped some'],
		['paused', nowhere, 'Not exported'],
		['paused', { exporters: ['otlp'], endpoint: null }, 'Not exported'],
		['passing', { exporters: ['prometheus'], endpoint: null, lastSuccessAt: null }, 'On'],
	])('%s: %j', (mark, given, word) => {
		expect(signalState(signal(given))).toEqual({ mark, word } as ReturnType<typeof signalState>);
	});

	test('an error that a success followed is over', () => {
		expect(isFailing(signal({ lastError: { at: AT, message: 'x' }, lastSuccessAt: LATER }))).toBe(false);
	});
});

describe('the sentence', () => {
	const metrics = signal({ signal: 'metrics' });
	const logs = signal({ signal: 'logs' });

	test.each<[string, TelemetryHealth]>([
		['Traces, metrics and logs go out. Nothing was dropped.', health([signal(), metrics, logs])],
		['Metrics go out. Nothing was dropped.', health([signal(nowhere), metrics])],
		[
			'Traces and logs cannot be sent at the moment. 12 spans and 1 log line were dropped since the start.',
			health([
				signal({ ...away, dropped: { retries_exhausted: 5, queue_full: 7 } }),
				metrics,
				signal({ ...away, signal: 'logs', dropped: { rejected: 1 } }),
			]),
		],
		[
			'Nothing is exported. Glasshouse itself shows what happens, while it is in memory.',
			health([signal(nowhere), signal({ ...nowhere, signal: 'logs' })]),
		],
		['Telemetry is switched off by OTEL_SDK_DISABLED.', health([], false)],
		[
			'Metrics go out. Nothing was dropped. Something disturbs telemetry in this process: “The start” says what.',
			{ ...health([metrics]), initialisation: takenByAnother(AT, 'trace') },
		],
	])('%s', (sentence, given) => {
		expect(telemetrySentence(given)).toBe(sentence);
	});
});

test('decisions have names', () => {
	expect(['let_go', 'kept_by_hand'].map(decisionName)).toEqual(['Let go', 'Kept by hand']);
});

describe('what was dropped', () => {
	test('is told by reason, the most first, each with what can be done', () => {
		const drops = dropsOf(signal({ dropped: { shutdown: 2, queue_full: 40, rejected: 0 } }));
		expect(drops.map(({ reason, count }) => [reason, count])).toEqual([
			['queue_full', 40],
			['shutdown', 2],
		]);
		expect(drops[0]?.advice).toContain('`OTEL_BSP_MAX_QUEUE_SIZE`');
		expect(drops[1]?.advice).toContain('`GLASSHOUSE_OTLP_SPOOL_DIR`');
	});

	test('a queue is made longer by the variable of its signal, where there is one', () => {
		const advice = (name: SignalHealth['signal']) =>
			dropsOf(signal({ signal: name, dropped: { queue_full: 1 } }))[0]?.advice;
		expect(advice('logs')).toContain('`OTEL_BLRP_MAX_QUEUE_SIZE`');
		expect(advice('metrics')).toStartWith('Make less of it');
	});
});
