import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { textOf } from '../value';
import { writeAnyValue, writeAttributes } from './anyValue';
import { ITEM, writeCount } from './item';
import { tag } from './tags';
import type { ProtobufWriter } from './writer';

/** The fields of opentelemetry.proto.logs.v1.LogRecord. */
const TIME = tag(1, 'fixed64');
const SEVERITY_NUMBER = tag(2, 'varint');
const SEVERITY_TEXT = tag(3, 'bytes');
const BODY = tag(5, 'bytes');
const ATTRIBUTE = tag(6, 'bytes');
const DROPPED_ATTRIBUTES = tag(7, 'varint');
const FLAGS = tag(8, 'fixed32');
const TRACE_ID = tag(9, 'bytes');
const SPAN_ID = tag(10, 'bytes');
const OBSERVED_TIME = tag(11, 'fixed64');
const EVENT_NAME = tag(12, 'bytes');

/** Writes one log record, with the tag that it has inside of its scope. */
export function writeLogRecord(writer: ProtobufWriter, record: ReadableLogRecord): void {
	const start = writer.begin(ITEM);
	writer.varint(TIME);
	writer.time(record.hrTime);
	writer.varint(OBSERVED_TIME);
	writer.time(record.hrTimeObserved);
	writeCount(writer, SEVERITY_NUMBER, record.severityNumber);
	if (record.severityText) writer.string(SEVERITY_TEXT, textOf(record.severityText));
	if (record.body !== undefined) writeAnyValue(writer, BODY, record.body);
	writeAttributes(writer, ATTRIBUTE, record.attributes);
	writeCount(writer, DROPPED_ATTRIBUTES, record.droppedAttributesCount);
	writeSpanContext(writer, record.spanContext);
	if (record.eventName) writer.string(EVENT_NAME, textOf(record.eventName));
	writer.end(start);
}

function writeSpanContext(writer: ProtobufWriter, context: ReadableLogRecord['spanContext']): void {
	if (context === undefined) return;
	writer.hex(TRACE_ID, context.traceId);
	writer.hex(SPAN_ID, context.spanId);
	if (context.traceFlags === 0) return;
	writer.varint(FLAGS);
	writer.fixed32(context.traceFlags);
}
