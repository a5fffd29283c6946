import type { Attributes } from '@opentelemetry/api';
import { DataPointType } from '@opentelemetry/sdk-metrics';
import { getTelemetry } from '../handle';

/** How many measurements a histogram holds that carry these attributes, in the telemetry that is preloaded for tests. */
export async function histogramCount(name: string, wanted: Attributes = {}): Promise<number> {
	const collected = await getTelemetry()?.collectMetrics();
	const metrics = collected?.scopeMetrics.flatMap((scope) => scope.metrics) ?? [];
	return metrics
		.filter((metric) => metric.descriptor.name === name)
		.flatMap((metric) => (metric.dataPointType === DataPointType.HISTOGRAM ? metric.dataPoints : []))
		.filter(({ attributes }) => Object.entries(wanted).every(([key, value]) => attributes[key] === value))
		.reduce((sum, { value }) => sum + value.count, 0);
}
