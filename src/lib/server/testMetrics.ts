import type { Attributes } from '@opentelemetry/api';
import type { MetricDefinition } from '../../telemetry/definition';
import { getTelemetry } from '../../telemetry/handle';
import type { Exemplar } from '../../telemetry/metrics/types';

/** Support for tests: what the telemetry that bunfig.toml preloads would export of a metric now. */

export interface TestPoint {
	attributes: Attributes;
	/** Of a histogram its number of measurements. */
	value: number;
	exemplars: readonly Exemplar[];
}

/** The points of a metric of this name, under whichever scope; `[]` before the first. */
export async function pointsOf({ name }: MetricDefinition): Promise<TestPoint[]> {
	const collected = await getTelemetry()?.collectMetrics();
	if (collected === undefined) throw new Error('bunfig.toml preloads ./telemetry.ts for tests');
	const metrics = collected.scopeMetrics.flatMap((scope) => scope.metrics);
	return metrics.flatMap((metric) => (metric.descriptor.name === name ? metric.dataPoints.map(toPoint) : []));
}

/** What the points whose attributes hold all of these add up to; 0 where there is none yet. */
export async function valueOf(definition: MetricDefinition, attributes: Attributes): Promise<number> {
	const found = (await pointsOf(definition)).filter((point) => holds(point.attributes, attributes));
	return found.reduce((sum, { value }) => sum + value, 0);
}

function holds(all: Attributes, some: Attributes): boolean {
	return Object.entries(some).every(([key, value]) => all[key] === value);
}

function toPoint(point: {
	attributes: Attributes;
	value: unknown;
	exemplars?: readonly Exemplar[];
}): TestPoint {
	const { attributes, value, exemplars = [] } = point;
	return { attributes, value: typeof value === 'number' ? value : countOf(value), exemplars };
}

function countOf(value: unknown): number {
	const counted = typeof value === 'object' && value !== null && 'count' in value ? value.count : undefined;
	return typeof counted === 'number' ? counted : Number.NaN;
}
