import {
	attributesOf,
	idOf,
	originOf,
	requiredId,
	type Origin,
	type Values,
	type WireAttribute,
	type WireResource,
	type WireScope,
} from './wire';

export type { Value } from './wire';

/** A span as it came over the wire, whichever encoding it had. */
export interface ReceivedSpan extends Origin {
	/** Lower-case hex. */
	traceId: string;
	spanId: string;
	/** `null` for a root. */
	parentSpanId: string | null;
	traceState: string;
	/** W3C's trace flags in the low byte, and whether the parent is remote: SpanFlags. */
	flags: number;
	name: string;
	kind: 'internal' | 'server' | 'client' | 'producer' | 'consumer' | 'unspecified';
	startNano: bigint;
	endNano: bigint;
	status: 'unset' | 'ok' | 'error';
	statusMessage: string;
	attributes: Values;
	events: { name: string; timeNano: bigint; attributes: Values }[];
	links: { traceId: string; spanId: string; attributes: Values }[];
	dropped: { attributes: number; events: number; links: number };
}

const KINDS = ['unspecified', 'internal', 'server', 'client', 'producer', 'consumer'] as const;
const STATUSES = ['unset', 'ok', 'error'] as const;

interface WireSpan {
	traceId: string;
	spanId: string;
	parentSpanId: string;
	traceState: string;
	flags: number;
	name: string;
	kind: number;
	startTimeUnixNano: string;
	endTimeUnixNano: string;
	status: { code: number; message: string } | null;
	attributes: WireAttribute[];
	events: { name: string; timeUnixNano: string; attributes: WireAttribute[] }[];
	links: { traceId: string; spanId: string; attributes: WireAttribute[] }[];
	droppedAttributesCount: number;
	droppedEventsCount: number;
	droppedLinksCount: number;
}
interface WireRequest {
	resourceSpans: (WireResource & { scopeSpans: (WireScope & { spans: WireSpan[] })[] })[];
}

/** @param request an ExportTraceServiceRequest as schema.ts decodes it */
export function spansOf(request: unknown): ReceivedSpan[] {
	return (request as WireRequest).resourceSpans.flatMap((resource) =>
		resource.scopeSpans.flatMap((scope) => {
			const origin = originOf(resource, scope);
			return scope.spans.map((span) => toSpan(span, origin));
		}),
	);
}

function toSpan(span: WireSpan, origin: Origin): ReceivedSpan {
	return {
		...origin,
		traceId: requiredId(span.traceId, 16),
		spanId: requiredId(span.spanId, 8),
		parentSpanId: idOf(span.parentSpanId, 8),
		traceState: span.traceState,
		flags: span.flags,
		name: span.name,
		kind: KINDS[span.kind] ?? 'unspecified',
		startNano: BigInt(span.startTimeUnixNano),
		endNano: BigInt(span.endTimeUnixNano),
		status: STATUSES[span.status?.code ?? 0] ?? 'unset',
		statusMessage: span.status?.message ?? '',
		attributes: attributesOf(span.attributes),
		events: span.events.map(({ name, timeUnixNano, attributes }) => ({
			name,
			timeNano: BigInt(timeUnixNano),
			attributes: attributesOf(attributes),
		})),
		links: span.links.map(({ traceId, spanId, attributes }) => ({
			traceId: requiredId(traceId, 16),
			spanId: requiredId(spanId, 8),
			attributes: attributesOf(attributes),
		})),
		dropped: {
			attributes: span.droppedAttributesCount,
			events: span.droppedEventsCount,
			links: span.droppedLinksCount,
		},
	};
}
