import type { DataPoint, MetricData } from '@opentelemetry/sdk-metrics';
import type { ValueType } from '@opentelemetry/api';
import { otlpTemporality } from '../points';
import * as PointType from '../../metrics/pointTypes';
import { writeExponentialPoint, writeHistogramPoint, writeNumberPoint } from './dataPoint';
import { ITEM } from './item';
import { tag } from './tags';
import type { ProtobufWriter } from './writer';

/** The fields of opentelemetry.proto.metrics.v1.Metric. */
const NAME = tag(1, 'bytes');
const DESCRIPTION = tag(2, 'bytes');
const UNIT = tag(3, 'bytes');
const GAUGE = tag(5, 'bytes');
const SUM = tag(7, 'bytes');
const HISTOGRAM = tag(9, 'bytes');
const EXPONENTIAL_HISTOGRAM = tag(10, 'bytes');
/** Of Sum, Histogram and ExponentialHistogram. */
const TEMPORALITY = tag(2, 'varint');
const IS_MONOTONIC = tag(3, 'varint');

/** Writes one metric with all its points, with the tag that it has inside of its scope. */
export function writeMetric(writer: ProtobufWriter, metric: MetricData): void {
	const { name, description, unit } = metric.descriptor;
	const start = writer.begin(ITEM);
	writer.string(NAME, name);
	if (description) writer.string(DESCRIPTION, description);
	if (unit) writer.string(UNIT, unit);
	writeData(writer, metric);
	writer.end(start);
}

function writeData(writer: ProtobufWriter, metric: MetricData): void {
	switch (metric.dataPointType) {
		case PointType.HISTOGRAM:
			return writePoints(writer, HISTOGRAM, metric, metric.dataPoints, writeHistogramPoint);
		case PointType.EXPONENTIAL_HISTOGRAM:
			return writePoints(writer, EXPONENTIAL_HISTOGRAM, metric, metric.dataPoints, writeExponentialPoint);
		case PointType.GAUGE:
			return writePoints(writer, GAUGE, metric, metric.dataPoints, writeNumberPoint);
		case PointType.SUM:
			return writePoints(writer, SUM, metric, metric.dataPoints, writeNumberPoint);
	}
}

function writePoints<T>(
	writer: ProtobufWriter,
	field: number,
	metric: MetricData,
	points: readonly DataPoint<T>[],
	writePoint: (writer: ProtobufWriter, point: DataPoint<T>, type: ValueType) => void,
): void {
	const start = writer.begin(field);
	for (const point of points) writePoint(writer, point, metric.descriptor.valueType);
	if (field !== GAUGE) {
		writer.varint(TEMPORALITY);
		writer.varint(otlpTemporality(metric.aggregationTemporality));
	}
	if (field === SUM && 'isMonotonic' in metric && metric.isMonotonic) {
		writer.varint(IS_MONOTONIC);
		writer.varint(1);
	}
	writer.end(start);
}
