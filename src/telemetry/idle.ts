import type { TelemetryConfig } from './config';
import type { Telemetry } from './handle';
import { EMPTY_LIVE_STORE } from './live/empty';
import { describeResource } from './resource';

/** The telemetry of a process in which nothing is patched, recorded or sent. */
export function idleTelemetry(config: TelemetryConfig): Telemetry {
	const startedAt = new Date().toISOString();
	return Object.freeze({
		enabled: false,
		serviceName: config.serviceName,
		endpoint: null,
		sampler: config.sampler,
		instrumentations: [],
		live: EMPTY_LIVE_STORE,
		health: () => ({
			enabled: false,
			startedAt,
			serviceName: config.serviceName,
			sampler: config.sampler,
			samplerDecisions: {},
			instrumentations: [],
			signals: [],
			live: EMPTY_LIVE_STORE.dropped(),
		}),
		collectMetrics: () => Promise.resolve({ resource: describeResource(config), scopeMetrics: [] }),
		forceFlush: () => Promise.resolve(),
		shutdown: () => Promise.resolve(),
	});
}
