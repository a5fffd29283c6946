import type { ValueType } from '@opentelemetry/api';
import type { DataPoint, ExponentialHistogram, Histogram } from '@opentelemetry/sdk-metrics';
import { exemplarsOf } from '../points';
import { writeAttributes } from './anyValue';
import { writeExemplars, writeNumber } from './exemplar';
import { tag } from './tags';
import type { ProtobufWriter } from './writer';

/** `data_points` of Gauge, Sum, Histogram and ExponentialHistogram. */
const POINT = tag(1, 'bytes');
/** What the points of all kinds have alike. */
const START_TIME = tag(2, 'fixed64');
const TIME = tag(3, 'fixed64');
const COUNT = tag(4, 'fixed64');
const SUM = tag(5, 'fixed64');

const NUMBER = {
	asDouble: tag(4, 'fixed64'),
	exemplar: tag(5, 'bytes'),
	asInt: tag(6, 'fixed64'),
	attribute: tag(7, 'bytes'),
} as const;
const HISTOGRAM = {
	bucketCounts: tag(6, 'bytes'),
	explicitBounds: tag(7, 'bytes'),
	exemplar: tag(8, 'bytes'),
	attribute: tag(9, 'bytes'),
	min: tag(11, 'fixed64'),
	max: tag(12, 'fixed64'),
} as const;
const EXPONENTIAL = {
	attribute: tag(1, 'bytes'),
	scale: tag(6, 'varint'),
	zeroCount: tag(7, 'fixed64'),
	positive: tag(8, 'bytes'),
	negative: tag(9, 'bytes'),
	exemplar: tag(11, 'bytes'),
	min: tag(12, 'fixed64'),
	max: tag(13, 'fixed64'),
	bucketOffset: tag(1, 'varint'),
	bucketCounts: tag(2, 'bytes'),
} as const;

export function writeNumberPoint(writer: ProtobufWriter, point: DataPoint<number>, type: ValueType): void {
	const start = writer.begin(POINT);
	writeTimes(writer, point);
	writeNumber(writer, NUMBER.asInt, NUMBER.asDouble, point.value, type);
	writeExemplars(writer, NUMBER.exemplar, exemplarsOf(point), type);
	writeAttributes(writer, NUMBER.attribute, point.attributes);
	writer.end(start);
}

export function writeHistogramPoint(
	writer: ProtobufWriter,
	point: DataPoint<Histogram>,
	type: ValueType,
): void {
	const { count, sum, min, max, buckets } = point.value;
	const start = writer.begin(POINT);
	writeTimes(writer, point);
	writeFixed64(writer, COUNT, count);
	writeDouble(writer, SUM, sum);
	writePacked(writer, HISTOGRAM.bucketCounts, buckets.counts, (bucket) => writer.fixed64(bucket));
	writePacked(writer, HISTOGRAM.explicitBounds, buckets.boundaries, (bound) => writer.double(bound));
	writeExemplars(writer, HISTOGRAM.exemplar, exemplarsOf(point), type);
	writeAttributes(writer, HISTOGRAM.attribute, point.attributes);
	writeDouble(writer, HISTOGRAM.min, min);
	writeDouble(writer, HISTOGRAM.max, max);
	writer.end(start);
}

export function writeExponentialPoint(
	writer: ProtobufWriter,
	point: DataPoint<ExponentialHistogram>,
	type: ValueType,
): void {
	const { count, sum, min, max, scale, zeroCount, positive, negative } = point.value;
	const start = writer.begin(POINT);
	writeAttributes(writer, EXPONENTIAL.attribute, point.attributes);
	writeTimes(writer, point);
	writeFixed64(writer, COUNT, count);
	writeDouble(writer, SUM, sum);
	writer.varint(EXPONENTIAL.scale);
	writer.zigzag(scale);
	writeFixed64(writer, EXPONENTIAL.zeroCount, zeroCount);
	writeExponentialBuckets(writer, EXPONENTIAL.positive, positive);
	writeExponentialBuckets(writer, EXPONENTIAL.negative, negative);
	writeExemplars(writer, EXPONENTIAL.exemplar, exemplarsOf(point), type);
	writeDouble(writer, EXPONENTIAL.min, min);
	writeDouble(writer, EXPONENTIAL.max, max);
	writer.end(start);
}

function writeExponentialBuckets(
	writer: ProtobufWriter,
	field: number,
	{ offset, bucketCounts }: ExponentialHistogram['positive'],
): void {
	const start = writer.begin(field);
	writer.varint(EXPONENTIAL.bucketOffset);
	writer.zigzag(offset);
	writePacked(writer, EXPONENTIAL.bucketCounts, bucketCounts, (bucket) => writer.int64(bucket));
	writer.end(start);
}

function writeTimes(writer: ProtobufWriter, { startTime, endTime }: DataPoint<unknown>): void {
	writer.varint(START_TIME);
	writer.time(startTime);
	writer.varint(TIME);
	writer.time(endTime);
}

function writePacked(
	writer: ProtobufWriter,
	field: number,
	numbers: readonly number[],
	write: (number: number) => void,
): void {
	if (numbers.length === 0) return;
	const start = writer.begin(field);
	for (const number of numbers) write(number);
	writer.end(start);
}

function writeFixed64(writer: ProtobufWriter, field: number, value: number): void {
	writer.varint(field);
	writer.fixed64(value);
}

/** `optional double`: a sum, min or max that is not there stays away, which is not the same as 0. */
function writeDouble(writer: ProtobufWriter, field: number, value: number | undefined): void {
	if (value === undefined) return;
	writer.varint(field);
	writer.double(value);
}
