import type { TelemetryHealth } from './health/types';
import type { LiveStore } from './live/types';
import type { CollectedMetrics } from './metrics/types';

/** The one telemetry of this process, as the preload started it. */
export interface Telemetry {
	/** `false` where OTEL_SDK_DISABLED=true: the API's no-ops are in place and `live` stays empty. */
	readonly enabled: boolean;
	readonly serviceName: string;
	/** Where OTLP goes, without credentials, or `null` when nothing is sent. */
	readonly endpoint: string | null;
	readonly sampler: string;
	readonly instrumentations: readonly string[];
	readonly live: LiveStore;
	/** What became of everything that was to be exported, and why what is missing is missing. */
	health(): TelemetryHealth;
	/** All metrics as they are now; never resets what an exporter reads. */
	collectMetrics(): Promise<CollectedMetrics>;
	/** Sends what is queued; resolves within OTEL_BSP_EXPORT_TIMEOUT and at most 5 s, whatever the collector does. */
	forceFlush(): Promise<void>;
	/** Flushes and stops; the same bound. Safe to call twice. */
	shutdown(): Promise<void>;
}

const KEY = Symbol.for('glasshouse.telemetry');

type Holder = { [KEY]?: Telemetry };

/**
 * The telemetry of this process, or `undefined` before it was started. The preload and the built app load this
 * folder as two copies: `globalThis` is where they meet, as it is for `@opentelemetry/api` itself.
 */
export function getTelemetry(): Telemetry | undefined {
	return (globalThis as Holder)[KEY];
}

/** Keeps the instance. @throws if there is one already: a second start would double every span. */
export function holdTelemetry(telemetry: Telemetry): void {
	const holder = globalThis as Holder;
	if (holder[KEY] !== undefined) throw new Error('Telemetry is started already in this process');
	holder[KEY] = telemetry;
}
