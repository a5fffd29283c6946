import type { Attributes } from '@opentelemetry/api';
import type { TelemetryHealth } from './health/types';
import type { LiveStore, RuntimeSample } from './live/types';
import type { CollectedMetrics } from './metrics/types';

/** A span that was made, and has ended, in another program that cannot export it itself, such as a page in a browser. */
export interface ForeignSpan {
	/** 32 lower-case hex digits, not all zero. */
	readonly traceId: string;
	/** 16 lower-case hex digits, not all zero. */
	readonly spanId: string;
	/** `null` for the root of its trace. */
	readonly parentSpanId: string | null;
	/** As its trace's flags have it. */
	readonly sampled: boolean;
	readonly name: string;
	readonly kind: 'internal' | 'client';
	/** The name of the instrumentation scope. */
	readonly scope: string;
	/** `service.name` of its resource. */
	readonly service: string;
	/** Milliseconds since the Unix epoch, with a fraction. */
	readonly startMs: number;
	readonly endMs: number;
	readonly attributes: Attributes;
}

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
	/** Takes in spans of another program, which keep their ids and times. What they say has been validated. Never throws. */
	takeIn(spans: readonly ForeignSpan[]): void;
	/**
	 * How the process fared in the last quarter of an hour, every five seconds, oldest first.
	 * @param sinceMs only what came after that moment, in milliseconds since the Unix epoch
	 */
	runtime(sinceMs?: number): RuntimeSample[];
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

const STARTS = Symbol.for('glasshouse.telemetry.starts');

/** How telemetry was asked for in this process, by whichever copy of this folder. */
export interface Starts {
	/** How often it began to patch and to register, however that ended. */
	begun: number;
	/** How often the running one was the answer. */
	repeated: number;
}

type Holder = { [KEY]?: Telemetry; [STARTS]?: Starts };

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

/** The one count of all starts in this process, to be counted up. */
export function starts(): Starts {
	return ((globalThis as Holder)[STARTS] ??= { begun: 0, repeated: 0 });
}
