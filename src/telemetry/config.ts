import { Environment, type Env } from './config/environment';
import { implementation, notHonouredBy } from './config/implementation';
import { batch, logRecordLimits, spanLimits } from './config/limits';
import { metricSettings } from './config/metrics';
import { otlpTarget } from './config/otlpTarget';
import { sampling } from './config/sampling';

export type TelemetryConfig = Readonly<ReturnType<typeof parseConfig>>;
export type PropagatorName = (typeof PROPAGATORS)[number];
export type LogLevel = (typeof LOG_LEVELS)[number];
export type { OtlpProtocol, OtlpTarget } from './config/otlpTarget';
export type { SamplerName, SlowThresholds } from './config/sampling';

const EXPORTERS = ['otlp', 'console', 'none'] as const;
const METRIC_EXPORTERS = ['otlp', 'prometheus', 'console', 'none'] as const;
const PROPAGATORS = ['tracecontext', 'baggage', 'b3', 'b3multi', 'none'] as const;
const LOG_LEVELS = ['none', 'error', 'warn', 'info', 'debug', 'verbose', 'all'] as const;

/** A flush never holds up a stop for longer, whatever OTEL_BSP_EXPORT_TIMEOUT allows a batch. */
const MOST_FLUSH_MS = 5_000;

/**
 * Everything that telemetry takes from the environment, read once. The names and defaults are those of
 * https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/; OTEL_DEBUG and GLASSHOUSE_*
 * are our own.
 * @throws ConfigError naming the variable, its value and what was expected.
 */
export function parseConfig(env: Env = process.env, service: { name: string; version?: string }) {
	const e = new Environment(env);
	const spans = batch(e, 'BSP', 5_000);
	const chosen = implementation(e);
	return Object.freeze({
		implementation: chosen,
		disabled: e.boolean('OTEL_SDK_DISABLED', false),
		debug: e.boolean('OTEL_DEBUG', false),
		logLevel:
			e.text('OTEL_LOG_LEVEL') === undefined ? undefined : e.oneOf('OTEL_LOG_LEVEL', LOG_LEVELS, 'info'),
		...identity(e, service),
		propagators: e.someOf('OTEL_PROPAGATORS', PROPAGATORS, ['tracecontext', 'baggage']),
		...sampling(e),
		spanLimits: spanLimits(e),
		logRecordLimits: logRecordLimits(e),
		tracesExporters: e.someOf('OTEL_TRACES_EXPORTER', EXPORTERS, ['otlp']),
		metricsExporters: e.someOf('OTEL_METRICS_EXPORTER', METRIC_EXPORTERS, ['otlp']),
		logsExporters: e.someOf('OTEL_LOGS_EXPORTER', EXPORTERS, ['otlp']),
		traces: otlpTarget(e, 'TRACES', 'v1/traces'),
		metrics: otlpTarget(e, 'METRICS', 'v1/metrics'),
		logs: otlpTarget(e, 'LOGS', 'v1/logs'),
		...metricSettings(e),
		spanBatch: spans,
		logBatch: batch(e, 'BLRP', 1_000),
		flushTimeoutMs: Math.min(spans.exportTimeoutMillis, MOST_FLUSH_MS),
		/** Where what cannot be sent waits on disk; `null`: it waits in memory, and is dropped where that is full. */
		spool: spool(e),
		/** Query keys whose values are hidden in URLs, besides the well-known ones. */
		redactedQueryKeys: e.names('GLASSHOUSE_REDACT_QUERY_KEYS'),
		/** Names beyond our own; they are taken from auto-instrumentations-node. */
		enabledInstrumentations: e.names('OTEL_NODE_ENABLED_INSTRUMENTATIONS'),
		disabledInstrumentations: e.names('OTEL_NODE_DISABLED_INSTRUMENTATIONS'),
		/** What is set and changes nothing. Comes last, when all else has been read. */
		unsupported: [...notHonouredBy(chosen, e), ...e.unread('OTEL_')],
	});
}

/** In the environment of the process, and before anything is read. What is neither true nor false is refused later. */
export function isSwitchedOff(): boolean {
	return process.env.OTEL_SDK_DISABLED?.trim().toLowerCase() === 'true';
}

/** The same of GLASSHOUSE_TELEMETRY=official, which decides what is loaded. */
export function isOfficialAsked(): boolean {
	return process.env.GLASSHOUSE_TELEMETRY?.trim().toLowerCase() === 'official';
}

function identity(e: Environment, service: { name: string; version?: string }) {
	const resourceAttributes = e.pairs('OTEL_RESOURCE_ATTRIBUTES');
	return {
		resourceAttributes,
		serviceName: e.text('OTEL_SERVICE_NAME') ?? resourceAttributes['service.name'] ?? service.name,
		serviceVersion: resourceAttributes['service.version'] ?? service.version,
	};
}

function spool(e: Environment) {
	const directory = e.text('GLASSHOUSE_OTLP_SPOOL_DIR');
	const maxBytes = e.integer('GLASSHOUSE_OTLP_SPOOL_MAX_BYTES', 268_435_456, 1024, Number.MAX_SAFE_INTEGER);
	return directory === undefined ? null : Object.freeze({ directory, maxBytes });
}
