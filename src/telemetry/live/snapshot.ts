import { SpanKind, SpanStatusCode, type Link } from '@opentelemetry/api';
import type { ReadableSpan, TimedEvent } from '@opentelemetry/sdk-trace';
import { ATTR_SERVICE_NAME } from '../semconv';
import { nanos } from './time';
import type { LiveSpan } from './types';
import { values } from './values';

const KINDS: Record<SpanKind, LiveSpan['kind']> = {
	[SpanKind.INTERNAL]: 'internal',
	[SpanKind.SERVER]: 'server',
	[SpanKind.CLIENT]: 'client',
	[SpanKind.PRODUCER]: 'producer',
	[SpanKind.CONSUMER]: 'consumer',
};

const STATUS: Record<SpanStatusCode, LiveSpan['status']['code']> = {
	[SpanStatusCode.UNSET]: 'unset',
	[SpanStatusCode.OK]: 'ok',
	[SpanStatusCode.ERROR]: 'error',
};

/** `service.name` of the resource that the span belongs to. */
export function serviceOf({ resource }: ReadableSpan): string {
	const name = resource.attributes[ATTR_SERVICE_NAME];
	return typeof name === 'string' ? name : 'unknown_service';
}

/** What a span of the SDK is like at this moment; the copy does not change when the span does. */
export function snapshot(span: ReadableSpan): LiveSpan {
	const { traceId, spanId } = span.spanContext();
	const { code, message } = span.status;
	return {
		traceId,
		spanId,
		parentSpanId: span.parentSpanContext?.spanId ?? null,
		name: span.name,
		kind: KINDS[span.kind],
		scope: span.instrumentationScope.name,
		service: serviceOf(span),
		startTimeUnixNano: nanos(span.startTime),
		endTimeUnixNano: span.ended ? nanos(span.endTime) : null,
		status: message === undefined ? { code: STATUS[code] } : { code: STATUS[code], message },
		attributes: values(span.attributes),
		events: span.events.map(event),
		links: span.links.map(link),
	};
}

function event({ name, time, attributes }: TimedEvent): LiveSpan['events'][number] {
	return { name, timeUnixNano: nanos(time), attributes: values(attributes) };
}

function link({ context, attributes }: Link): LiveSpan['links'][number] {
	return { traceId: context.traceId, spanId: context.spanId, attributes: values(attributes) };
}
