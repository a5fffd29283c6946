import { ValueType } from '@opentelemetry/api';
import { AggregationTemporality, DataPointType, type MetricData } from '@opentelemetry/sdk-metrics';
import type { MetricDefinition } from '../../src/telemetry/definition';
import { familyName } from '../../src/telemetry/metrics/prometheus/names';

/** Which of the series of a metric: its value, or one part of a histogram. */
export type Part = 'value' | 'bucket' | 'count' | 'sum';

/** What Prometheus calls a series: by the rule of our own scrape endpoint, which is OpenTelemetry's. */
export function prometheusName(metric: MetricDefinition, part: Part): string {
	const family = familyName(asCollected(metric));
	if (family === undefined) throw new Error(`${metric.name} has no name in Prometheus`);
	if (part !== 'value') return `${family.name}_${part}`;
	return family.type === 'counter' ? `${family.name}_total` : family.name;
}

/** What SigNoz calls it: as it goes over OTLP, the parts of a histogram behind a dot. */
export function signozName({ name }: MetricDefinition, part: Part): string {
	return part === 'value' ? name : `${name}.${part}`;
}

export function isHistogram({ instrument }: MetricDefinition): boolean {
	return instrument === 'histogram';
}

export function isCounter({ instrument }: MetricDefinition): boolean {
	return instrument === 'counter' || instrument === 'observableCounter';
}

/** The metric as a collection would bring it, without points: all that the rule for names looks at. */
function asCollected(metric: MetricDefinition): MetricData {
	const base = {
		descriptor: {
			name: metric.name,
			unit: metric.unit,
			description: metric.description,
			valueType: ValueType.DOUBLE,
		},
		aggregationTemporality: AggregationTemporality.CUMULATIVE,
		dataPoints: [],
	};
	if (isHistogram(metric)) return { ...base, dataPointType: DataPointType.HISTOGRAM };
	if (/gauge/i.test(metric.instrument)) return { ...base, dataPointType: DataPointType.GAUGE };
	return { ...base, dataPointType: DataPointType.SUM, isMonotonic: isCounter(metric) };
}
