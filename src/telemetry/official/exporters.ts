import { OTLPLogExporter as JsonLogs } from '@opentelemetry/exporter-logs-otlp-http';
import { OTLPLogExporter as ProtobufLogs } from '@opentelemetry/exporter-logs-otlp-proto';
import {
	AggregationTemporalityPreference,
	OTLPMetricExporter as JsonMetrics,
} from '@opentelemetry/exporter-metrics-otlp-http';
import { OTLPMetricExporter as ProtobufMetrics } from '@opentelemetry/exporter-metrics-otlp-proto';
import { OTLPTraceExporter as JsonTraces } from '@opentelemetry/exporter-trace-otlp-http';
import { OTLPTraceExporter as ProtobufTraces } from '@opentelemetry/exporter-trace-otlp-proto';
import { CompressionAlgorithm } from '@opentelemetry/otlp-exporter-base';
import type { OtlpTarget } from '../config';
import type { Temporality } from '../metrics/types';
import { requestBase } from '../pipeline/export/request';

/* The official OTLP exporters. All throw a ConfigError where a header or a certificate cannot be used. */

export function traceExporter(target: OtlpTarget): JsonTraces | ProtobufTraces {
	const Exporter = target.protocol === 'http/json' ? JsonTraces : ProtobufTraces;
	return new Exporter(optionsOf(target));
}

export function logExporter(target: OtlpTarget): JsonLogs | ProtobufLogs {
	const Exporter = target.protocol === 'http/json' ? JsonLogs : ProtobufLogs;
	return new Exporter(optionsOf(target));
}

export function metricExporter(target: OtlpTarget, temporality: Temporality): JsonMetrics | ProtobufMetrics {
	const Exporter = target.protocol === 'http/json' ? JsonMetrics : ProtobufMetrics;
	return new Exporter({ ...optionsOf(target), temporalityPreference: PREFERENCES[temporality] });
}

const PREFERENCES: Record<Temporality, AggregationTemporalityPreference> = {
	cumulative: AggregationTemporalityPreference.CUMULATIVE,
	delta: AggregationTemporalityPreference.DELTA,
	lowmemory: AggregationTemporalityPreference.LOWMEMORY,
};

/** They would read the environment themselves: this way it means the same on both paths, and is checked. */
function optionsOf(target: OtlpTarget) {
	const { url, headers, tls } = requestBase(target);
	return {
		url,
		headers: Object.fromEntries(Object.entries(headers).filter(([name]) => name !== 'user-agent')),
		timeoutMillis: target.timeoutMillis,
		compression: target.compression === 'gzip' ? CompressionAlgorithm.GZIP : CompressionAlgorithm.NONE,
		httpAgentOptions: { keepAlive: true, ...tls },
	};
}
