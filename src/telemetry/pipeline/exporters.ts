import { readFileSync } from 'node:fs';
import { OTLPLogExporter as JsonLogExporter } from '@opentelemetry/exporter-logs-otlp-http';
import { OTLPLogExporter as ProtobufLogExporter } from '@opentelemetry/exporter-logs-otlp-proto';
import { OTLPTraceExporter as JsonTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { OTLPTraceExporter as ProtobufTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { CompressionAlgorithm } from '@opentelemetry/otlp-exporter-base';
import type { LogRecordExporter } from '@opentelemetry/sdk-logs';
import type { SpanExporter } from '@opentelemetry/sdk-trace';
import type { OtlpTarget } from '../config';

export function createTraceExporter(target: OtlpTarget): SpanExporter {
	const options = httpOptions(target);
	return target.protocol === 'http/json'
		? new JsonTraceExporter(options)
		: new ProtobufTraceExporter(options);
}

export function createLogExporter(target: OtlpTarget): LogRecordExporter {
	const options = httpOptions(target);
	return target.protocol === 'http/json' ? new JsonLogExporter(options) : new ProtobufLogExporter(options);
}

function httpOptions(target: OtlpTarget) {
	return {
		url: target.url,
		headers: target.headers,
		timeoutMillis: target.timeoutMillis,
		compression: target.compression === 'gzip' ? CompressionAlgorithm.GZIP : CompressionAlgorithm.NONE,
		httpAgentOptions: { keepAlive: true, ...certificates(target) },
	};
}

function certificates({ ca, key, cert }: OtlpTarget) {
	return {
		...(ca === undefined ? {} : { ca: readFileSync(ca) }),
		...(key === undefined ? {} : { key: readFileSync(key) }),
		...(cert === undefined ? {} : { cert: readFileSync(cert) }),
	};
}
