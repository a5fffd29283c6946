import { existsSync } from 'node:fs';
import { Environment, type Env } from './environment';

export type TelemetryConfig = Readonly<ReturnType<typeof parseConfig>>;
export type OtlpTarget = Readonly<NonNullable<ReturnType<typeof otlpTarget>>>;
export type ExporterName = (typeof EXPORTERS)[number];
export type PropagatorName = (typeof PROPAGATORS)[number];
export type SamplerName = (typeof SAMPLERS)[number];
export type LogLevel = (typeof LOG_LEVELS)[number];

const EXPORTERS = ['otlp', 'console', 'none'] as const;
const PROPAGATORS = ['tracecontext', 'baggage', 'b3', 'b3multi', 'none'] as const;
const LOG_LEVELS = ['none', 'error', 'warn', 'info', 'debug', 'verbose', 'all'] as const;
const SAMPLERS = [
	'always_on',
	'always_off',
	'traceidratio',
	'parentbased_always_on',
	'parentbased_always_off',
	'parentbased_traceidratio',
] as const;

/** A flush never holds up a stop for longer, whatever OTEL_BSP_EXPORT_TIMEOUT allows a batch. */
const MOST_FLUSH_MS = 5_000;

/**
 * Everything that telemetry takes from the environment, read once. The names and defaults are those of
 * https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/; OTEL_DEBUG is our own.
 * @throws ConfigError naming the variable, its value and what was expected.
 */
export function parseConfig(env: Env = process.env, service: { name: string; version?: string }) {
	const e = new Environment(env);
	const spans = batch(e, 'BSP', 5_000);
	return Object.freeze({
		disabled: e.boolean('OTEL_SDK_DISABLED', false),
		debug: e.boolean('OTEL_DEBUG', false),
		logLevel:
			e.text('OTEL_LOG_LEVEL') === undefined ? undefined : e.oneOf('OTEL_LOG_LEVEL', LOG_LEVELS, 'info'),
		...identity(e, service),
		propagators: e.someOf('OTEL_PROPAGATORS', PROPAGATORS, ['tracecontext', 'baggage']),
		sampler: e.oneOf('OTEL_TRACES_SAMPLER', SAMPLERS, 'parentbased_always_on'),
		samplerRatio: e.ratio('OTEL_TRACES_SAMPLER_ARG') ?? 1,
		spanLimits: spanLimits(e),
		tracesExporters: e.someOf('OTEL_TRACES_EXPORTER', EXPORTERS, ['otlp']),
		logsExporters: e.someOf('OTEL_LOGS_EXPORTER', EXPORTERS, ['otlp']),
		traces: otlpTarget(e, 'TRACES', 'v1/traces'),
		logs: otlpTarget(e, 'LOGS', 'v1/logs'),
		spanBatch: spans,
		logBatch: batch(e, 'BLRP', 1_000),
		flushTimeoutMs: Math.min(spans.exportTimeoutMillis, MOST_FLUSH_MS),
		/** Names beyond our own; they are taken from auto-instrumentations-node. */
		enabledInstrumentations: e.names('OTEL_NODE_ENABLED_INSTRUMENTATIONS'),
		disabledInstrumentations: e.names('OTEL_NODE_DISABLED_INSTRUMENTATIONS'),
	});
}

function identity(e: Environment, service: { name: string; version?: string }) {
	const resourceAttributes = e.pairs('OTEL_RESOURCE_ATTRIBUTES');
	return {
		resourceAttributes,
		serviceName: e.text('OTEL_SERVICE_NAME') ?? resourceAttributes['service.name'] ?? service.name,
		serviceVersion: resourceAttributes['service.version'] ?? service.version,
	};
}

function batch(e: Environment, prefix: 'BSP' | 'BLRP', scheduledDelayMillis: number) {
	const maxQueueSize = e.integer(`OTEL_${prefix}_MAX_QUEUE_SIZE`, 2048, 1, 1_000_000);
	const size = `OTEL_${prefix}_MAX_EXPORT_BATCH_SIZE`;
	const maxExportBatchSize = e.integer(size, Math.min(512, maxQueueSize), 1);
	if (maxExportBatchSize > maxQueueSize)
		e.refuse(size, `at most OTEL_${prefix}_MAX_QUEUE_SIZE (${maxQueueSize})`);
	return Object.freeze({
		scheduledDelayMillis: e.integer(`OTEL_${prefix}_SCHEDULE_DELAY`, scheduledDelayMillis, 0),
		exportTimeoutMillis: e.integer(`OTEL_${prefix}_EXPORT_TIMEOUT`, 30_000, 1),
		maxQueueSize,
		maxExportBatchSize,
	});
}

function spanLimits(e: Environment) {
	const count = e.integer('OTEL_ATTRIBUTE_COUNT_LIMIT', 128, 0);
	const length = e.integer('OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT', undefined, 0);
	return Object.freeze({
		attributeCountLimit: e.integer('OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT', count, 0),
		attributeValueLengthLimit: e.integer('OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT', length, 0) ?? Infinity,
		eventCountLimit: e.integer('OTEL_SPAN_EVENT_COUNT_LIMIT', 128, 0),
		linkCountLimit: e.integer('OTEL_SPAN_LINK_COUNT_LIMIT', 128, 0),
		attributePerEventCountLimit: e.integer('OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT', count, 0),
		attributePerLinkCountLimit: e.integer('OTEL_LINK_ATTRIBUTE_COUNT_LIMIT', count, 0),
	});
}

/** Where one signal goes, or `null` when no endpoint is set: then nothing is sent. */
function otlpTarget(e: Environment, signal: 'TRACES' | 'LOGS', path: string) {
	const own = (setting: string) => [
		`OTEL_EXPORTER_OTLP_${signal}_${setting}`,
		`OTEL_EXPORTER_OTLP_${setting}`,
	];
	const target = {
		url: endpoint(e, signal, path),
		protocol: e.firstOf(own('PROTOCOL'), (name) =>
			e.oneOf(name, ['http/protobuf', 'http/json'], 'http/protobuf'),
		),
		compression: e.firstOf(own('COMPRESSION'), (name) => e.oneOf(name, ['gzip', 'none'], 'none')),
		timeoutMillis: e.firstOf(own('TIMEOUT'), (name) => e.integer(name, 10_000, 1)) ?? 10_000,
		headers: { ...e.pairs('OTEL_EXPORTER_OTLP_HEADERS'), ...e.pairs(`OTEL_EXPORTER_OTLP_${signal}_HEADERS`) },
		ca: e.firstOf(own('CERTIFICATE'), (name) => file(e, name)),
		key: e.firstOf(own('CLIENT_KEY'), (name) => file(e, name)),
		cert: e.firstOf(own('CLIENT_CERTIFICATE'), (name) => file(e, name)),
	};
	return target.url === undefined ? null : Object.freeze({ ...target, url: target.url });
}

/** A signal's own URL is used as it is; the common one gets the signal's path (OTLP exporter specification). */
function endpoint(e: Environment, signal: 'TRACES' | 'LOGS', path: string): string | undefined {
	const own = `OTEL_EXPORTER_OTLP_${signal}_ENDPOINT`;
	if (e.text(own) !== undefined) return e.url(own).href;
	if (e.text('OTEL_EXPORTER_OTLP_ENDPOINT') === undefined) return undefined;
	const base = e.url('OTEL_EXPORTER_OTLP_ENDPOINT');
	base.pathname = `${base.pathname.replace(/\/$/, '')}/${path}`;
	return base.href;
}

function file(e: Environment, name: string): string {
	const path = e.text(name) ?? '';
	return existsSync(path) ? path : e.refuse(name, 'the path of a file that exists');
}
