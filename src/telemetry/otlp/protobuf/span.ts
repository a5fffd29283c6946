import {
	SpanStatusCode,
	type HrTime,
	type Link,
	type SpanContext,
	type SpanStatus,
} from '@opentelemetry/api';
import type { ReadableSpan, TimedEvent } from '@opentelemetry/sdk-trace';
import { spanFlags } from '../flags';
import { textOf } from '../value';
import { writeAttributes } from './anyValue';
import { ITEM, writeCount } from './item';
import { tag } from './tags';
import type { ProtobufWriter } from './writer';

/** The fields of opentelemetry.proto.trace.v1.Span, and of what it holds. */
const TRACE_ID = tag(1, 'bytes');
const SPAN_ID = tag(2, 'bytes');
const TRACE_STATE = tag(3, 'bytes');
const PARENT_SPAN_ID = tag(4, 'bytes');
const NAME = tag(5, 'bytes');
const KIND = tag(6, 'varint');
const START_TIME = tag(7, 'fixed64');
const END_TIME = tag(8, 'fixed64');
const ATTRIBUTE = tag(9, 'bytes');
const DROPPED_ATTRIBUTES = tag(10, 'varint');
const EVENT = tag(11, 'bytes');
const DROPPED_EVENTS = tag(12, 'varint');
const LINK = tag(13, 'bytes');
const DROPPED_LINKS = tag(14, 'varint');
const STATUS = tag(15, 'bytes');
const FLAGS = tag(16, 'fixed32');

const EVENT_TIME = tag(1, 'fixed64');
const EVENT_NAME = tag(2, 'bytes');
const EVENT_ATTRIBUTE = tag(3, 'bytes');
const EVENT_DROPPED_ATTRIBUTES = tag(4, 'varint');

const LINK_ATTRIBUTE = tag(4, 'bytes');
const LINK_DROPPED_ATTRIBUTES = tag(5, 'varint');
const LINK_FLAGS = tag(6, 'fixed32');

const STATUS_MESSAGE = tag(2, 'bytes');
const STATUS_CODE = tag(3, 'varint');

/** Writes one ended span, with the tag that it has inside of its scope: such pieces may be joined as they are. */
export function writeSpan(writer: ProtobufWriter, span: ReadableSpan): void {
	const { parentSpanContext } = span;
	const context = span.spanContext();
	const start = writer.begin(ITEM);
	writeContext(writer, context);
	if (parentSpanContext?.spanId) writer.hex(PARENT_SPAN_ID, parentSpanContext.spanId);
	writer.string(NAME, textOf(span.name));
	writer.varint(KIND);
	writer.varint(span.kind + 1); // the API's kinds begin with INTERNAL = 0, OTLP's with UNSPECIFIED
	writeTime(writer, START_TIME, span.startTime);
	writeTime(writer, END_TIME, span.endTime);
	writeAttributes(writer, ATTRIBUTE, span.attributes);
	writeCount(writer, DROPPED_ATTRIBUTES, span.droppedAttributesCount);
	for (const event of span.events) writeEvent(writer, event);
	writeCount(writer, DROPPED_EVENTS, span.droppedEventsCount);
	for (const link of span.links) writeLink(writer, link);
	writeCount(writer, DROPPED_LINKS, span.droppedLinksCount);
	writeStatus(writer, span.status);
	writeFlags(writer, FLAGS, context.traceFlags, parentSpanContext?.isRemote);
	writer.end(start);
}

/** A span and a link begin alike. */
function writeContext(writer: ProtobufWriter, { traceId, spanId, traceState }: SpanContext): void {
	writer.hex(TRACE_ID, traceId);
	writer.hex(SPAN_ID, spanId);
	const state = traceState?.serialize();
	if (state) writer.string(TRACE_STATE, state);
}

function writeEvent(writer: ProtobufWriter, event: TimedEvent): void {
	const start = writer.begin(EVENT);
	writeTime(writer, EVENT_TIME, event.time);
	writer.string(EVENT_NAME, textOf(event.name));
	if (event.attributes) writeAttributes(writer, EVENT_ATTRIBUTE, event.attributes);
	writeCount(writer, EVENT_DROPPED_ATTRIBUTES, event.droppedAttributesCount);
	writer.end(start);
}

function writeLink(writer: ProtobufWriter, link: Link): void {
	const start = writer.begin(LINK);
	writeContext(writer, link.context);
	if (link.attributes) writeAttributes(writer, LINK_ATTRIBUTE, link.attributes);
	writeCount(writer, LINK_DROPPED_ATTRIBUTES, link.droppedAttributesCount);
	writeFlags(writer, LINK_FLAGS, link.context.traceFlags, link.context.isRemote);
	writer.end(start);
}

function writeStatus(writer: ProtobufWriter, { code, message }: SpanStatus): void {
	if (code === SpanStatusCode.UNSET && !message) return;
	const start = writer.begin(STATUS);
	if (message) writer.string(STATUS_MESSAGE, message);
	writeCount(writer, STATUS_CODE, code);
	writer.end(start);
}

function writeTime(writer: ProtobufWriter, field: number, time: HrTime): void {
	writer.varint(field);
	writer.time(time);
}

function writeFlags(
	writer: ProtobufWriter,
	field: number,
	traceFlags: number,
	isRemote: boolean | undefined,
): void {
	writer.varint(field);
	writer.fixed32(spanFlags(traceFlags, isRemote));
}
