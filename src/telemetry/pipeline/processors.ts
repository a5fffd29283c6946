import {
	BatchLogRecordProcessor,
	ConsoleLogRecordExporter,
	SimpleLogRecordProcessor,
	type LogRecordProcessor,
} from '@opentelemetry/sdk-logs';
import {
	BatchSpanProcessor,
	ConsoleSpanExporter,
	SimpleSpanProcessor,
	type SpanProcessor,
} from '@opentelemetry/sdk-trace';
import type { OtlpTarget, TelemetryConfig } from '../config';
import { createLogExporter, createTraceExporter } from './exporters';

/** Where spans go when they have ended; nothing at all where no endpoint is set. */
export function spanExportProcessors(config: TelemetryConfig): SpanProcessor[] {
	const processors: SpanProcessor[] = [];
	const target = tracesTarget(config);
	if (target !== null) {
		processors.push(new BatchSpanProcessor({ exporter: createTraceExporter(target), ...config.spanBatch }));
	}
	if (config.tracesExporters.includes('console')) {
		processors.push(new SimpleSpanProcessor({ exporter: new ConsoleSpanExporter() }));
	}
	return processors;
}

/** Where log lines go; nothing at all where no endpoint is set. */
export function logExportProcessors(config: TelemetryConfig): LogRecordProcessor[] {
	const processors: LogRecordProcessor[] = [];
	const target = logsTarget(config);
	if (target !== null) {
		processors.push(new BatchLogRecordProcessor({ exporter: createLogExporter(target), ...config.logBatch }));
	}
	if (config.logsExporters.includes('console')) {
		processors.push(new SimpleLogRecordProcessor({ exporter: new ConsoleLogRecordExporter() }));
	}
	return processors;
}

/** The URL to show to people: without credentials, `null` when nothing is sent. */
export function shownEndpoint(config: TelemetryConfig): string | null {
	const target = tracesTarget(config) ?? logsTarget(config);
	if (target === null) return null;
	const { origin, pathname } = new URL(target.url);
	return origin + pathname;
}

function tracesTarget({ tracesExporters, traces }: TelemetryConfig): OtlpTarget | null {
	return tracesExporters.includes('otlp') ? traces : null;
}

function logsTarget({ logsExporters, logs }: TelemetryConfig): OtlpTarget | null {
	return logsExporters.includes('otlp') ? logs : null;
}
