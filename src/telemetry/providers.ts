import { logs, metrics, propagation, trace } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import type { LogRecordProcessor } from '@opentelemetry/sdk-logs';
import type { SpanProcessor } from '@opentelemetry/sdk-trace';
import type { TelemetryConfig } from './config';
import { GuardedLogRecordProcessors } from './guarded/processors';
import { LoggerProvider } from './logs/provider';
import { MeterProvider } from './metrics/provider';
import { createPropagator } from './pipeline/propagator';
import { createSampler } from './pipeline/sampler';
import { urlRedactor } from './pipeline/urlAttributes';
import { TracerProvider } from './tracing/provider';

export function registerPropagator(config: TelemetryConfig): void {
	propagation.setGlobalPropagator(createPropagator(config.propagators));
}

export function registerMeters(config: TelemetryConfig, resource: Resource): MeterProvider {
	const { exemplarFilter, cardinalityLimit } = config;
	const provider = new MeterProvider({ resource, exemplarFilter, cardinalityLimit });
	metrics.setGlobalMeterProvider(provider);
	return provider;
}

export function registerTracers(
	config: TelemetryConfig,
	resource: Resource,
	spanProcessors: SpanProcessor[],
): void {
	const provider = new TracerProvider({
		resource,
		sampler: createSampler(config),
		spanLimits: config.spanLimits,
		spanProcessors,
		redact: urlRedactor,
	});
	trace.setGlobalTracerProvider(provider);
}

export function registerLoggers(
	config: TelemetryConfig,
	resource: Resource,
	processors: LogRecordProcessor[],
): void {
	const { logRecordLimits } = config;
	const provider = new LoggerProvider({
		resource,
		logRecordLimits,
		processor: new GuardedLogRecordProcessors(processors),
	});
	logs.setGlobalLoggerProvider(provider);
}
