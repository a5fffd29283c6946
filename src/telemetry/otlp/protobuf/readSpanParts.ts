import {
	SpanStatusCode,
	type Attributes,
	type Link,
	type SpanContext,
	type SpanStatus,
} from '@opentelemetry/api';
import type { TimedEvent } from '@opentelemetry/sdk-trace';
import { MemberList } from '../../pipeline/propagator/traceState';
import { readFlags } from '../flags';
import { forEachField } from './reader';
import { readKeyValue } from './readValue';
import * as Field from './spanFields';

const CODES = [SpanStatusCode.UNSET, SpanStatusCode.OK, SpanStatusCode.ERROR] as const;

export function contextOf(
	traceId: string,
	spanId: string,
	traceFlags: number,
	traceState: string,
): SpanContext {
	const context = { traceId, spanId, traceFlags };
	return traceState === '' ? context : { ...context, traceState: new MemberList(traceState.split(',')) };
}

/** @throws RangeError where the bytes are no Event, as the others here */
export function readEvent(bytes: Uint8Array): TimedEvent {
	const attributes: Attributes = {};
	const event: TimedEvent = { name: '', time: [0, 0], attributes, droppedAttributesCount: 0 };
	forEachField(bytes, (reader, field) => {
		if (field === Field.EVENT_TIME) event.time = reader.time();
		else if (field === Field.EVENT_NAME) event.name = reader.text();
		else if (field === Field.EVENT_ATTRIBUTE) readKeyValue(reader.message(), attributes);
		else if (field === Field.EVENT_DROPPED_ATTRIBUTES) event.droppedAttributesCount = reader.varint();
		else reader.skip(field);
	});
	return event;
}

export function readLink(bytes: Uint8Array): Link {
	const attributes: Attributes = {};
	const of = { traceId: '', spanId: '', traceState: '', flags: 0, droppedAttributesCount: 0 };
	forEachField(bytes, (reader, field) => {
		if (field === Field.TRACE_ID) of.traceId = reader.message().toHex();
		else if (field === Field.SPAN_ID) of.spanId = reader.message().toHex();
		else if (field === Field.TRACE_STATE) of.traceState = reader.text();
		else if (field === Field.LINK_ATTRIBUTE) readKeyValue(reader.message(), attributes);
		else if (field === Field.LINK_DROPPED_ATTRIBUTES) of.droppedAttributesCount = reader.varint();
		else if (field === Field.LINK_FLAGS) of.flags = reader.fixed32();
		else reader.skip(field);
	});
	const { traceFlags, isRemote } = readFlags(of.flags);
	const context = { ...contextOf(of.traceId, of.spanId, traceFlags, of.traceState), isRemote };
	return { context, attributes, droppedAttributesCount: of.droppedAttributesCount };
}

export function readStatus(bytes: Uint8Array): SpanStatus {
	const status: SpanStatus = { code: SpanStatusCode.UNSET };
	forEachField(bytes, (reader, field) => {
		if (field === Field.STATUS_MESSAGE) status.message = reader.text();
		else if (field === Field.STATUS_CODE) status.code = CODES[reader.varint()] ?? SpanStatusCode.UNSET;
		else reader.skip(field);
	});
	return status;
}
