import type { ValueType } from '@opentelemetry/api';
import type { DataPoint, ExponentialHistogram, Histogram, MetricData } from '@opentelemetry/sdk-metrics';
import type { Exemplar } from '../../metrics/types';
import { exemplarsOf, isInteger, otlpTemporality } from '../points';
import * as PointType from '../../metrics/pointTypes';
import { double, integer, keyValues, nanos, text } from './values';

/** A metric with all its points as OTLP/JSON has it. */
export function metricJson(metric: MetricData): object {
	const { name, description, unit } = metric.descriptor;
	return { name: text(name), description: text(description), unit: text(unit), ...dataJson(metric) };
}

function dataJson(metric: MetricData): object {
	const { valueType } = metric.descriptor;
	const aggregationTemporality = otlpTemporality(metric.aggregationTemporality);
	switch (metric.dataPointType) {
		case PointType.HISTOGRAM: {
			const dataPoints = metric.dataPoints.map((point) => histogramPoint(point, valueType));
			return { histogram: { aggregationTemporality, dataPoints } };
		}
		case PointType.EXPONENTIAL_HISTOGRAM: {
			const dataPoints = metric.dataPoints.map((point) => exponentialPoint(point, valueType));
			return { exponentialHistogram: { aggregationTemporality, dataPoints } };
		}
		case PointType.GAUGE:
			return { gauge: { dataPoints: metric.dataPoints.map((point) => numberPoint(point, valueType)) } };
		case PointType.SUM: {
			const dataPoints = metric.dataPoints.map((point) => numberPoint(point, valueType));
			return { sum: { aggregationTemporality, isMonotonic: metric.isMonotonic, dataPoints } };
		}
	}
}

function numberPoint(point: DataPoint<number>, type: ValueType): object {
	return { ...pointFields(point, type), ...numberJson(point.value, type) };
}

function histogramPoint(point: DataPoint<Histogram>, type: ValueType): object {
	const { buckets } = point.value;
	return {
		...pointFields(point, type),
		...statistics(point.value),
		bucketCounts: buckets.counts.map(integer),
		explicitBounds: buckets.boundaries.map(double),
	};
}

function exponentialPoint(point: DataPoint<ExponentialHistogram>, type: ValueType): object {
	const { scale, zeroCount, positive, negative } = point.value;
	return {
		...pointFields(point, type),
		...statistics(point.value),
		scale,
		zeroCount: integer(zeroCount),
		positive: bucketsJson(positive),
		negative: bucketsJson(negative),
	};
}

function bucketsJson({ offset, bucketCounts }: ExponentialHistogram['positive']): object {
	return { offset, bucketCounts: bucketCounts.map(integer) };
}

function statistics({ count, sum, min, max }: Histogram | ExponentialHistogram): object {
	return { count: integer(count), sum: optional(sum), min: optional(min), max: optional(max) };
}

function optional(value: number | undefined): number | string | undefined {
	return value === undefined ? undefined : double(value);
}

function pointFields(point: DataPoint<unknown>, type: ValueType): object {
	const exemplars = exemplarsOf(point);
	return {
		attributes: keyValues(point.attributes),
		startTimeUnixNano: nanos(point.startTime),
		timeUnixNano: nanos(point.endTime),
		exemplars: exemplars.length === 0 ? undefined : exemplars.map((one) => exemplarJson(one, type)),
	};
}

function exemplarJson(exemplar: Exemplar, type: ValueType): object {
	return {
		timeUnixNano: nanos(exemplar.timestamp),
		...numberJson(exemplar.value, type),
		traceId: exemplar.traceId || undefined,
		spanId: exemplar.spanId || undefined,
		filteredAttributes: keyValues(exemplar.filteredAttributes),
	};
}

function numberJson(value: number, type: ValueType): object {
	return isInteger(type, value) ? { asInt: integer(value) } : { asDouble: double(value) };
}
