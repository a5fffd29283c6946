import type { Link } from '@opentelemetry/api';
import type { ReadableSpan, TimedEvent } from '@opentelemetry/sdk-trace';
import { spanFlags } from '../flags';
import { keyValues, nanos, text } from './values';

/** A span as OTLP/JSON has it. */
export function spanJson(span: ReadableSpan): object {
	const { parentSpanContext, status } = span;
	const { traceId, spanId, traceState, traceFlags } = span.spanContext();
	return {
		traceId,
		spanId,
		traceState: traceState?.serialize() || undefined,
		parentSpanId: parentSpanContext?.spanId || undefined,
		flags: spanFlags(traceFlags, parentSpanContext?.isRemote),
		name: text(span.name),
		kind: span.kind + 1, // the API's kinds begin with INTERNAL = 0, OTLP's with UNSPECIFIED
		startTimeUnixNano: nanos(span.startTime),
		endTimeUnixNano: nanos(span.endTime),
		attributes: keyValues(span.attributes),
		droppedAttributesCount: span.droppedAttributesCount,
		events: span.events.map(eventJson),
		droppedEventsCount: span.droppedEventsCount,
		links: span.links.map(linkJson),
		droppedLinksCount: span.droppedLinksCount,
		status: { code: status.code, message: status.message && text(status.message) },
	};
}

function eventJson({ time, name, attributes, droppedAttributesCount }: TimedEvent): object {
	return {
		timeUnixNano: nanos(time),
		name: text(name),
		attributes: keyValues(attributes),
		droppedAttributesCount,
	};
}

function linkJson({ context, attributes, droppedAttributesCount }: Link): object {
	return {
		traceId: context.traceId,
		spanId: context.spanId,
		traceState: context.traceState?.serialize() || undefined,
		flags: spanFlags(context.traceFlags, context.isRemote),
		attributes: keyValues(attributes),
		droppedAttributesCount,
	};
}
