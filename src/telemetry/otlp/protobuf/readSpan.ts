import {
	SpanKind,
	SpanStatusCode,
	type Attributes,
	type HrTime,
	type Link,
	type SpanStatus,
} from '@opentelemetry/api';
import type { ReadableSpan, TimedEvent } from '@opentelemetry/sdk-trace';
import { readFlags } from '../flags';
import { forEachField, ProtobufReader } from './reader';
import { contextOf, readEvent, readLink, readStatus } from './readSpanParts';
import { readKeyValue } from './readValue';
import * as Field from './spanFields';

/** What the bytes of a span tell of it: all but its resource and its scope. */
export type DecodedSpan = Omit<ReadableSpan, 'resource' | 'instrumentationScope' | 'ended'>;

/**
 * Reads a span as `writeSpan` writes it.
 * @throws RangeError where the bytes are none
 */
export function decodeSpan(bytes: Uint8Array): DecodedSpan {
	return decodeMessage(spanIn(bytes));
}

/** Reads spans that were written one after the other. @throws as `decodeSpan` */
export function decodeSpans(bytes: Uint8Array): DecodedSpan[] {
	const spans: DecodedSpan[] = [];
	forEachField(bytes, (reader) => spans.push(decodeMessage(reader.message())));
	return spans;
}

function decodeMessage(bytes: Uint8Array): DecodedSpan {
	const fields = new SpanFields();
	forEachField(bytes, (reader, field) => fields.read(reader, field));
	return fields.toSpan();
}

/** What a list of spans needs to know of each. */
export class Glance {
	spanId = '';
	isRoot = true;
	startTime: HrTime = [0, 0];
	endTime: HrTime = [0, 0];
	hasFailed = false;

	/** @throws RangeError where the bytes are no span */
	constructor(bytes: Uint8Array) {
		forEachField(spanIn(bytes), (reader, field) => this.read(reader, field));
	}

	private read(reader: ProtobufReader, field: number): unknown {
		switch (field) {
			case Field.SPAN_ID:
				return (this.spanId = reader.message().toHex());
			case Field.PARENT_SPAN_ID:
				return (this.isRoot = reader.message().length === 0);
			case Field.START_TIME:
				return (this.startTime = reader.time());
			case Field.END_TIME:
				return (this.endTime = reader.time());
			case Field.STATUS:
				return (this.hasFailed = readStatus(reader.message()).code === SpanStatusCode.ERROR);
			default:
				return reader.skip(field);
		}
	}
}

/** The span within its field of ScopeSpans. */
export function spanIn(bytes: Uint8Array): Uint8Array {
	const reader = new ProtobufReader(bytes);
	reader.tag();
	return reader.message();
}

/** OTLP's kinds begin with UNSPECIFIED, which for OpenTelemetry is INTERNAL. */
const KINDS = [
	SpanKind.INTERNAL,
	SpanKind.INTERNAL,
	SpanKind.SERVER,
	SpanKind.CLIENT,
	SpanKind.PRODUCER,
	SpanKind.CONSUMER,
] as const;

class SpanFields {
	private traceId = '';
	private spanId = '';
	private traceState = '';
	private parentSpanId = '';
	private name = '';
	private kind: SpanKind = SpanKind.INTERNAL;
	private startTime: HrTime = [0, 0];
	private endTime: HrTime = [0, 0];
	private status: SpanStatus = { code: SpanStatusCode.UNSET };
	private flags = 0;
	private readonly attributes: Attributes = {};
	private readonly events: TimedEvent[] = [];
	private readonly links: Link[] = [];
	private droppedAttributesCount = 0;
	private droppedEventsCount = 0;
	private droppedLinksCount = 0;

	read(reader: ProtobufReader, field: number): unknown {
		switch (field) {
			case Field.TRACE_ID:
				return (this.traceId = reader.message().toHex());
			case Field.SPAN_ID:
				return (this.spanId = reader.message().toHex());
			case Field.TRACE_STATE:
				return (this.traceState = reader.text());
			case Field.PARENT_SPAN_ID:
				return (this.parentSpanId = reader.message().toHex());
			case Field.NAME:
				return (this.name = reader.text());
			case Field.KIND:
				return (this.kind = KINDS[reader.varint()] ?? SpanKind.INTERNAL);
			case Field.START_TIME:
				return (this.startTime = reader.time());
			case Field.END_TIME:
				return (this.endTime = reader.time());
			case Field.FLAGS:
				return (this.flags = reader.fixed32());
			default:
				return this.readPart(reader, field);
		}
	}

	toSpan(): DecodedSpan {
		const { name, kind, startTime, endTime, status, attributes, events, links } = this;
		const { droppedAttributesCount, droppedEventsCount, droppedLinksCount } = this;
		const { traceFlags, isRemote } = readFlags(this.flags);
		const context = contextOf(this.traceId, this.spanId, traceFlags, this.traceState);
		const parent = { traceId: this.traceId, spanId: this.parentSpanId, traceFlags, isRemote };
		return {
			name,
			kind,
			spanContext: () => context,
			...(this.parentSpanId === '' ? {} : { parentSpanContext: parent }),
			startTime,
			endTime,
			duration: durationOf(startTime, endTime),
			status,
			attributes,
			events,
			links,
			droppedAttributesCount,
			droppedEventsCount,
			droppedLinksCount,
		};
	}

	private readPart(reader: ProtobufReader, field: number): unknown {
		switch (field) {
			case Field.ATTRIBUTE:
				return readKeyValue(reader.message(), this.attributes);
			case Field.EVENT:
				return this.events.push(readEvent(reader.message()));
			case Field.LINK:
				return this.links.push(readLink(reader.message()));
			case Field.STATUS:
				return (this.status = readStatus(reader.message()));
			case Field.DROPPED_ATTRIBUTES:
				return (this.droppedAttributesCount = reader.varint());
			case Field.DROPPED_EVENTS:
				return (this.droppedEventsCount = reader.varint());
			case Field.DROPPED_LINKS:
				return (this.droppedLinksCount = reader.varint());
			default:
				return reader.skip(field);
		}
	}
}

function durationOf(start: HrTime, end: HrTime): HrTime {
	const nanos = end[1] - start[1];
	return nanos < 0 ? [end[0] - start[0] - 1, nanos + 1e9] : [end[0] - start[0], nanos];
}
