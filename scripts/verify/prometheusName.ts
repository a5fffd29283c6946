import type { WantedMetric } from './wantedMetrics';

const UNITS: Readonly<Record<string, string>> = { s: '_seconds', By: '_bytes' };

/**
 * The series of a metric by which Prometheus tells that it is there: of a histogram the count.
 * https://opentelemetry.io/docs/specs/otel/compatibility/prometheus_and_openmetrics/#metric-metadata-1
 */
export function prometheusName({ name, unit, kind }: WantedMetric): string {
	const suffix = kind === 'histogram' ? '_count' : '_total';
	return `${underscored(name)}${UNITS[unit] ?? ''}${suffix}`;
}

/** `glasshouse_check_latency_seconds_count{glasshouse_check_name="…"}` */
export function prometheusSelector(metric: WantedMetric): string {
	const { attribute } = metric;
	const matcher =
		attribute === null ? '' : `{${underscored(attribute.key)}=${JSON.stringify(attribute.value)}}`;
	return prometheusName(metric) + matcher;
}

/** Whether an exposition, as it is scraped, has a series of the metric. */
export function isExposed(exposition: string, metric: WantedMetric): boolean {
	const name = prometheusName(metric);
	const { attribute } = metric;
	const label = attribute === null ? '' : `${underscored(attribute.key)}=${JSON.stringify(attribute.value)}`;
	return exposition
		.split('\n')
		.some((line) => (line.startsWith(`${name}{`) || line.startsWith(`${name} `)) && line.includes(label));
}

function underscored(name: string): string {
	return name.replaceAll('.', '_');
}
