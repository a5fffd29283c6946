import type * as SdkLogs from '@opentelemetry/sdk-logs';
import type * as SdkMetrics from '@opentelemetry/sdk-metrics';
import type * as SdkTrace from '@opentelemetry/sdk-trace';
import { loadPackage } from '../../loadPackage';
import type { CollectedMetrics } from '../../metrics/types';

/* The SDKs' own exporters for people who want to see what would be sent; loaded for nobody else. */

export function consoleSpans(): SdkTrace.SimpleSpanProcessor {
	const { ConsoleSpanExporter, SimpleSpanProcessor } = loadPackage(
		'@opentelemetry/sdk-trace',
	) as typeof SdkTrace;
	return new SimpleSpanProcessor({ exporter: new ConsoleSpanExporter() });
}

export function consoleLogs(): SdkLogs.SimpleLogRecordProcessor {
	const { ConsoleLogRecordExporter, SimpleLogRecordProcessor } = loadPackage(
		'@opentelemetry/sdk-logs',
	) as typeof SdkLogs;
	return new SimpleLogRecordProcessor({ exporter: new ConsoleLogRecordExporter() });
}

export function consoleMetrics(): (metrics: CollectedMetrics) => Promise<void> {
	const { ConsoleMetricExporter } = loadPackage('@opentelemetry/sdk-metrics') as typeof SdkMetrics;
	const exporter = new ConsoleMetricExporter();
	return (metrics) => new Promise((resolve) => exporter.export(metrics, () => resolve()));
}
