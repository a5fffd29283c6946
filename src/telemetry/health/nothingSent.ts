import type { SignalHealth } from './types';

/** The account of a signal that does not go over OTLP. */
export const NOTHING_SENT: Omit<SignalHealth, 'signal' | 'exporters'> = Object.freeze({
	endpoint: null,
	protocol: null,
	queued: 0,
	queueSize: null,
	inFlight: 0,
	spooled: null,
	exported: 0,
	dropped: {},
	attempts: { succeeded: 0, failed: 0 },
	lastSuccessAt: null,
	lastError: null,
	latencyMs: null,
});
