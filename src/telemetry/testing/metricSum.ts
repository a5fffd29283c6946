import type { Attributes } from '@opentelemetry/api';
import { getTelemetry } from '../handle';

/** The sum of a metric's points that carry these attributes, in the telemetry that bunfig.toml preloads for tests. */
export async function metricSum(name: string, wanted: Attributes = {}): Promise<number> {
	const collected = await getTelemetry()?.collectMetrics();
	const metrics = collected?.scopeMetrics.flatMap((scope) => scope.metrics) ?? [];
	const points = metrics
		.filter(({ descriptor }) => descriptor.name === name)
		.flatMap(({ dataPoints }) => [...dataPoints]);
	const fitting = points.filter(({ attributes }) =>
		Object.entries(wanted).every(([key, value]) => attributes[key] === value),
	);
	return fitting.reduce((sum, { value }) => sum + Number(value), 0);
}
