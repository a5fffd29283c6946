import { ConsoleLogRecordExporter, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs';
import type * as SdkMetrics from '@opentelemetry/sdk-metrics';
import { ConsoleSpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace';
import { loadPackage } from '../../loadPackage';
import type { CollectedMetrics } from '../../metrics/types';

/* The SDKs' own exporters for people who want to see what would be sent. */

export function consoleSpans(): SimpleSpanProcessor {
	return new SimpleSpanProcessor({ exporter: new ConsoleSpanExporter() });
}

export function consoleLogs(): SimpleLogRecordProcessor {
	return new SimpleLogRecordProcessor({ exporter: new ConsoleLogRecordExporter() });
}

export function consoleMetrics(): (metrics: CollectedMetrics) => Promise<void> {
	const { ConsoleMetricExporter } = loadPackage('@opentelemetry/sdk-metrics') as typeof SdkMetrics;
	const exporter = new ConsoleMetricExporter();
	return (metrics) => new Promise((resolve) => exporter.export(metrics, () => resolve()));
}
