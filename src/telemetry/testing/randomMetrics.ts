import { ValueType, type Attributes } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
	AggregationTemporality,
	DataPointType,
	type DataPoint,
	type ExponentialHistogram,
	type Histogram,
	type MetricData,
} from '@opentelemetry/sdk-metrics';
import type { CollectedMetrics, Exemplar, PointWithExemplars } from '../metrics/types';
import type { Random } from './random';
import { randomAttributes, randomNumber, randomText, randomTime } from './randomValues';

/**
 * Metrics of every kind, as a reader collects them; each point with up to three exemplars, whose attributes are those
 * of their point.
 */
export function randomMetrics(random: Random): CollectedMetrics {
	return {
		resource: resourceFromAttributes(randomAttributes(random, 4)),
		scopeMetrics: random.some(4, () => ({
			scope: {
				name: randomText(random),
				...(random.chance(0.5) ? { version: '1', schemaUrl: 'https://example.test/scope' } : {}),
			},
			metrics: random.some(6, () => randomMetric(random)),
		})),
	};
}

function randomMetric(random: Random): MetricData {
	const valueType = random.pick([ValueType.INT, ValueType.DOUBLE]);
	const common = {
		descriptor: {
			name: randomText(random),
			description: randomText(random),
			unit: randomText(random),
			valueType,
		},
		aggregationTemporality: random.pick([AggregationTemporality.DELTA, AggregationTemporality.CUMULATIVE]),
	};
	const number = () => numberOf(random, valueType);
	const points = <T>(value: () => T) => random.some(5, () => randomPoint(random, value(), number));
	switch (random.below(4)) {
		case 0:
			return { ...common, dataPointType: DataPointType.GAUGE, dataPoints: points(number) };
		case 1:
			return { ...common, ...monotony(random), dataPointType: DataPointType.SUM, dataPoints: points(number) };
		case 2:
			return {
				...common,
				dataPointType: DataPointType.HISTOGRAM,
				dataPoints: points(() => histogram(random)),
			};
		default: {
			const dataPoints = points(() => exponentialHistogram(random));
			return { ...common, dataPointType: DataPointType.EXPONENTIAL_HISTOGRAM, dataPoints };
		}
	}
}

function monotony(random: Random) {
	return { isMonotonic: random.chance(0.5) };
}

function randomPoint<T>(random: Random, value: T, number: () => number): DataPoint<T> {
	const attributes = randomAttributes(random, 4);
	const point: PointWithExemplars<T> = {
		attributes,
		startTime: randomTime(random),
		endTime: randomTime(random),
		value,
		exemplars: random.some(3, () => randomExemplar(random, number(), attributes)),
	};
	return point;
}

function randomExemplar(random: Random, value: number, filteredAttributes: Attributes): Exemplar {
	return {
		filteredAttributes,
		value,
		timestamp: randomTime(random),
		traceId: random.hex(32),
		spanId: random.hex(16),
	};
}

function histogram(random: Random): Histogram {
	const boundaries = random.some(8, () => random.next() * 100);
	const counts = [...boundaries, 0].map(() => count(random));
	return { ...statistics(random), buckets: { boundaries, counts } };
}

function exponentialHistogram(random: Random): ExponentialHistogram {
	const side = () => ({
		offset: random.below(2_000) - 1_000,
		bucketCounts: random.some(160, () => count(random)),
	});
	return {
		...statistics(random),
		scale: random.below(31) - 10,
		zeroCount: count(random),
		positive: side(),
		negative: side(),
	};
}

function statistics(random: Random) {
	return {
		count: count(random),
		...(random.chance(0.7) ? { sum: randomNumber(random) } : {}),
		...(random.chance(0.7) ? { min: randomNumber(random), max: randomNumber(random) } : {}),
	};
}

/** Mostly small, sometimes more than 32 bits hold. */
function count(random: Random): number {
	return random.chance(0.8) ? random.below(300) : random.below(2 ** 52);
}

function numberOf(random: Random, type: ValueType): number {
	return type === ValueType.INT ? random.below(2 ** 52) - 2 ** 51 : randomNumber(random);
}
