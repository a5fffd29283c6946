import type { SignalHealth, TelemetryHealth } from '../../src/telemetry/health/types';
import { initialisedOnce } from '../../src/telemetry/testing/initialisation';
import type { Evidence, ReasonCode } from './evidence';
import type { Lack } from './lack';

export const AT = '2026-11-21T12:00:00.000Z';
export const LATER = '2026-11-21T12:00:01.000Z';

export function signal(name: SignalHealth['signal'], change: Partial<SignalHealth> = {}): SignalHealth {
	return {
		signal: name,
		exporters: ['otlp'],
		endpoint: `http://collector:4318/v1/${name}`,
		protocol: 'http/protobuf',
		queued: 0,
		queueSize: 2048,
		inFlight: 0,
		spooled: null,
		exported: 100,
		dropped: {},
		attempts: { succeeded: 10, failed: 0 },
		lastSuccessAt: AT,
		lastError: null,
		latencyMs: null,
		...change,
	};
}

/** @param traces how the spans fare; of the others all is well */
export function health(
	traces: Partial<SignalHealth> = {},
	change: Partial<TelemetryHealth> = {},
): TelemetryHealth {
	return {
		enabled: true,
		initialisation: initialisedOnce(AT),
		serviceName: 'glasshouse',
		sampler: 'parentbased_always_on',
		samplerDecisions: {},
		instrumentations: ['serve', 'websocket', 'fetch', 'http', 'pg', 'sql', 'runtime'],
		signals: [signal('traces', traces), signal('metrics'), signal('logs')],
		scrapeUrl: null,
		live: { spans: 0, traces: 0, logs: 0 },
		...change,
	};
}

export const failing = (message: string, more: Partial<SignalHealth> = {}) =>
	health({ lastError: { at: LATER, message }, ...more });

export const trace: Lack = { kind: 'trace', what: 'the trace' };
export const metric: Lack = { kind: 'metric', what: 'metric x' };
export const log: Lack = { kind: 'log', what: 'log lines' };
export const orphan: Lack = { kind: 'orphan', what: 'the parent 1 of x' };
export const span = (part: NonNullable<Lack['part']>): Lack => ({ kind: 'span', part, what: part });

/** What is known, and what it has to come to. */
export interface Case {
	name: string;
	evidence: Partial<Evidence>;
	/** Of the likeliest. */
	code: ReasonCode;
	/** What the sentence has to name. */
	says: string;
}

export const nowhere = { exporters: [], endpoint: null, lastSuccessAt: null, exported: 0 };

/** Nothing came of a trace in Jaeger, where a case says nothing else. */
export function evidenceOf(given: Partial<Evidence>): Evidence {
	const lacks = given.placeError === undefined ? [trace] : [];
	return { place: 'jaeger', trigger: 'manual', lacks, placeError: null, health: health(), ...given };
}
