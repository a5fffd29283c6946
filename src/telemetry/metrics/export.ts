import type { TelemetryConfig } from '../config';
import { startPrometheus } from './prometheus';
import type { MeterProvider } from './provider';
import { PeriodicExport } from './reader';
import type { CollectedMetrics, Temporality } from './types';

/** Where collected metrics go. */
export interface MetricSink {
	readonly temporality: Temporality;
	/** Never rejects: what becomes of a collection is counted there. */
	send(metrics: CollectedMetrics): Promise<void>;
}

/** Everything that reads the metrics. */
export interface MetricExport {
	/** Where Prometheus finds them; `null` where it is not served. */
	readonly scrapeUrl: string | null;
	/** Collects and sends now. Never rejects. */
	forceFlush(): Promise<void>;
	/** Collects and sends a last time. Never rejects. */
	shutdown(): Promise<void>;
}

/**
 * One periodic export for each sink, and the scrape endpoint where OTEL_METRICS_EXPORTER names it.
 * @throws ConfigError where the endpoint's port cannot be had
 */
export function startMetricExport(
	config: TelemetryConfig,
	meters: MeterProvider,
	sinks: readonly MetricSink[],
): MetricExport {
	const exports = sinks.map((sink) => periodic(config, meters, sink));
	const endpoint = config.metricsExporters.includes('prometheus')
		? startPrometheus({ ...config.prometheus, collect: meters.reader('cumulative').collect })
		: undefined;
	return {
		scrapeUrl: endpoint?.url ?? null,
		forceFlush: async () => {
			await Promise.all(exports.map((one) => one.forceFlush()));
		},
		shutdown: async () => {
			await Promise.all([...exports.map((one) => one.shutdown()), endpoint?.stop()]);
		},
	};
}

function periodic(config: TelemetryConfig, meters: MeterProvider, sink: MetricSink): PeriodicExport {
	const one = new PeriodicExport({
		collect: meters.reader(sink.temporality).collect,
		send: (collected) => sink.send(collected),
		intervalMs: config.metricExportIntervalMs,
		timeoutMs: config.metricExportTimeoutMs,
	});
	one.start();
	return one;
}
