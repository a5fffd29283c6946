import type { Environment } from './environment';

/** https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/ */
export function metricSettings(e: Environment) {
	refuseExponential(e);
	const interval = e.integer('OTEL_METRIC_EXPORT_INTERVAL', 60_000, 1);
	return {
		metricExportIntervalMs: interval,
		/** Never longer than the interval: two collections must not run side by side. */
		metricExportTimeoutMs: Math.min(e.integer('OTEL_METRIC_EXPORT_TIMEOUT', 30_000, 1), interval),
		metricTemporality: e.oneOf(
			'OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE',
			['cumulative', 'delta', 'lowmemory'],
			'cumulative',
		),
		exemplarFilter: e.oneOf(
			'OTEL_METRICS_EXEMPLAR_FILTER',
			['trace_based', 'always_on', 'always_off'],
			'trace_based',
		),
		/** Attribute sets of one instrument; the rest is counted under `otel.metric.overflow`. */
		cardinalityLimit: e.integer('GLASSHOUSE_METRICS_CARDINALITY_LIMIT', 2_000, 2, 1_000_000),
		prometheus: Object.freeze({
			host: e.text('OTEL_EXPORTER_PROMETHEUS_HOST') ?? '127.0.0.1',
			port: e.integer('OTEL_EXPORTER_PROMETHEUS_PORT', 9464, 0, 65_535),
		}),
	};
}

function refuseExponential(e: Environment): void {
	e.oneOf(
		'OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION',
		['explicit_bucket_histogram'],
		'explicit_bucket_histogram',
	);
}
