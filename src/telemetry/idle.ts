import type { TelemetryConfig } from './config';
import type { Telemetry } from './handle';
import { neverInitialised } from './initialising';
import { EMPTY_LIVE_STORE } from './live/empty';
import type { CollectedMetrics } from './metrics/types';

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
		takeIn: () => {},
		runtime: () => [],
		health: () => ({
			enabled: false,
			initialisation: neverInitialised(startedAt),
			serviceName: config.serviceName,
			sampler: config.sampler,
			samplerDecisions: {},
			instrumentations: [],
			signals: [],
			scrapeUrl: null,
			live: EMPTY_LIVE_STORE.dropped(),
		}),
		collectMetrics: () => noMetrics(config),
		forceFlush: () => Promise.resolve(),
		shutdown: () => Promise.resolve(),
	});
}

/** Who has none to tell is described with what is loaded for nothing else here. */
async function noMetrics(config: TelemetryConfig): Promise<CollectedMetrics> {
	const { describeResource } = await import('./resource');
	return { resource: describeResource(config), scopeMetrics: [] };
}
