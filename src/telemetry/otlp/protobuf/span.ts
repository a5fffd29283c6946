import {
	SpanStatusCode,
	type HrTime,
	type Link,
	type SpanContext,
	type SpanStatus,
} from '@opentelemetry/api';
import type { ReadableSpan, TimedEvent } from '@opentelemetry/sdk-trace';
import { spanFlags } from '../flags';
import { LocalSpanContext } from '../../tracing/spanContext';
import { textOf } from '../value';
import { writeAttributes } from './anyValue';
import { ITEM, writeCount } from './item';
import {
	TRACE_ID,
	SPAN_ID,
	TRACE_STATE,
	PARENT_SPAN_ID,
	NAME,
	KIND,
	START_TIME,
	END_TIME,
	ATTRIBUTE,
	DROPPED_ATTRIBUTES,
	EVENT,
	DROPPED_EVENTS,
	LINK,
	DROPPED_LINKS,
	STATUS,
	FLAGS,
	EVENT_TIME,
	EVENT_NAME,
	EVENT_ATTRIBUTE,
	EVENT_DROPPED_ATTRIBUTES,
	LINK_ATTRIBUTE,
	LINK_DROPPED_ATTRIBUTES,
	LINK_FLAGS,
	STATUS_MESSAGE,
	STATUS_CODE,
} from './spanFields';
import { FewTexts } from './texts';
import type { ProtobufWriter } from './writer';

/** Writes one ended span, with the tag that it has inside of its scope: such pieces may be joined as they are. */
export function writeSpan(writer: ProtobufWriter, span: ReadableSpan): void {
	const { parentSpanContext } = span;
	const context = span.spanContext();
	const start = writer.beginLong(ITEM);
	writeContext(writer, context);
	if (parentSpanContext?.spanId) writeSpanId(writer, PARENT_SPAN_ID, parentSpanContext);
	writeName(writer, textOf(span.name));
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
	writer.endLong(start);
}

/** Names of spans are few, by convention; whatever else they are is for FewTexts to notice. */
const names = new FewTexts(256, (writer, name) => writer.string(NAME, name));

function writeName(writer: ProtobufWriter, name: string): void {
	const piece = names.get(name);
	if (piece === undefined) writer.string(NAME, name);
	else writer.bare(piece);
}

/** A span and a link begin alike. */
function writeContext(writer: ProtobufWriter, context: SpanContext): void {
	if (LocalSpanContext.is(context)) context.writeTraceId(writer, TRACE_ID);
	else writer.hex(TRACE_ID, context.traceId);
	writeSpanId(writer, SPAN_ID, context);
	const state = context.traceState?.serialize();
	if (state) writer.string(TRACE_STATE, state);
}

function writeSpanId(writer: ProtobufWriter, tag: number, context: SpanContext): void {
	if (LocalSpanContext.is(context)) context.writeSpanId(writer, tag);
	else writer.hex(tag, context.spanId);
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
