import type { Attributes, AttributeValue, SpanEvent, SpanKind, SpanLink, TraceSpan } from './wire';

/**
 * Spans as OTLP in JSON: https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding. Ids are hex, 64-bit numbers
 * are strings, enumerations are numbers, keys are in lowerCamelCase.
 */

export const OTLP_KINDS = ['internal', 'internal', 'server', 'client', 'producer', 'consumer'] as const;
export const OTLP_STATUSES = ['unset', 'ok', 'error'] as const;

export type OtlpValue =
	| { stringValue: string }
	| { boolValue: boolean }
	| { intValue: string }
	| { doubleValue: number | string }
	| { arrayValue: { values: (OtlpValue | Record<string, never>)[] } };
export interface OtlpAttribute {
	key: string;
	value: OtlpValue;
}

/** One `TracesData`. An open span has no `endTimeUnixNano`. */
export function toOtlpJson(spans: readonly TraceSpan[]) {
	const byService = Map.groupBy(spans, (span) => span.service);
	return {
		resourceSpans: [...byService].map(([service, ofService]) => ({
			resource: { attributes: attributes({ 'service.name': service }) },
			scopeSpans: [...Map.groupBy(ofService, (span) => span.scope)].map(([name, ofScope]) => ({
				scope: { name },
				spans: ofScope.map(toSpan),
			})),
		})),
	};
}

function toSpan(span: TraceSpan) {
	return {
		traceId: span.traceId,
		spanId: span.spanId,
		...(span.parentSpanId === null ? {} : { parentSpanId: span.parentSpanId }),
		name: span.name,
		kind: kindNumber(span.kind),
		startTimeUnixNano: span.startTimeUnixNano,
		...(span.endTimeUnixNano === null ? {} : { endTimeUnixNano: span.endTimeUnixNano }),
		attributes: attributes(span.attributes),
		events: span.events.map(toEvent),
		links: span.links.map(toLink),
		status: {
			code: OTLP_STATUSES.indexOf(span.status.code),
			...(span.status.message === undefined ? {} : { message: span.status.message }),
		},
	};
}

function toEvent(event: SpanEvent) {
	return {
		timeUnixNano: event.timeUnixNano,
		name: event.name,
		attributes: attributes(event.attributes),
	};
}

function toLink(link: SpanLink) {
	return { traceId: link.traceId, spanId: link.spanId, attributes: attributes(link.attributes) };
}

/** 0, which is no kind, is read as internal: that is written as 1. */
function kindNumber(kind: SpanKind): number {
	return OTLP_KINDS.lastIndexOf(kind);
}

function attributes(values: Attributes): OtlpAttribute[] {
	return Object.entries(values).map(([key, value]) => ({ key, value: toValue(value) }));
}

function toValue(value: AttributeValue): OtlpValue {
	if (typeof value === 'string') return { stringValue: value };
	if (typeof value === 'boolean') return { boolValue: value };
	if (typeof value === 'number') return toNumber(value);
	return { arrayValue: { values: value.map((item) => (item === null ? {} : toValue(item))) } };
}

/** JSON has no NaN and no infinity: protobuf writes them as words. */
function toNumber(value: number): OtlpValue {
	if (Number.isSafeInteger(value)) return { intValue: String(value) };
	return { doubleValue: Number.isFinite(value) ? value : String(value) };
}
