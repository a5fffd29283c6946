import type { ValueType } from '@opentelemetry/api';
import type { Exemplar } from '../../metrics/types';
import { isInteger } from '../points';
import { writeAttributes } from './anyValue';
import { tag } from './tags';
import type { ProtobufWriter } from './writer';

/** The fields of opentelemetry.proto.metrics.v1.Exemplar. */
const TIME = tag(2, 'fixed64');
const AS_DOUBLE = tag(3, 'fixed64');
const SPAN_ID = tag(4, 'bytes');
const TRACE_ID = tag(5, 'bytes');
const AS_INT = tag(6, 'fixed64');
const FILTERED_ATTRIBUTE = tag(7, 'bytes');

/** Writes exemplars under the field that a kind of point has for them. */
export function writeExemplars(
	writer: ProtobufWriter,
	field: number,
	exemplars: readonly Exemplar[] | undefined,
	type: ValueType,
): void {
	if (exemplars === undefined) return;
	for (const exemplar of exemplars) writeExemplar(writer, field, exemplar, type);
}

function writeExemplar(writer: ProtobufWriter, field: number, exemplar: Exemplar, type: ValueType): void {
	const start = writer.begin(field);
	writer.varint(TIME);
	writer.time(exemplar.timestamp);
	writeNumber(writer, AS_INT, AS_DOUBLE, exemplar.value, type);
	if (exemplar.spanId) writer.hex(SPAN_ID, exemplar.spanId);
	if (exemplar.traceId) writer.hex(TRACE_ID, exemplar.traceId);
	writeAttributes(writer, FILTERED_ATTRIBUTE, exemplar.filteredAttributes);
	writer.end(start);
}

/** The value of a point or an exemplar: `sfixed64` where the instrument counts in whole numbers, else `double`. */
export function writeNumber(
	writer: ProtobufWriter,
	intField: number,
	doubleField: number,
	value: number,
	type: ValueType,
): void {
	if (isInteger(type, value)) {
		writer.varint(intField);
		writer.fixed64(value);
	} else {
		writer.varint(doubleField);
		writer.double(value);
	}
}
