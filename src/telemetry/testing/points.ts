import type { Attributes } from '@opentelemetry/api';
import { getTelemetry } from '../handle';
import type { PointWithExemplars } from '../metrics/types';

/** The points of one metric, as they are now, that carry at least these attributes. */
export async function pointsOf(
	name: string,
	having: Attributes = {},
): Promise<PointWithExemplars<unknown>[]> {
	const collected = await getTelemetry()?.collectMetrics();
	const metrics = collected?.scopeMetrics.flatMap((scope) => scope.metrics) ?? [];
	const points = metrics
		.filter(({ descriptor }) => descriptor.name === name)
		.flatMap(({ dataPoints }) => dataPoints as PointWithExemplars<unknown>[]);
	return points.filter(({ attributes }) =>
		Object.entries(having).every(([key, value]) => attributes[key] === value),
	);
}
