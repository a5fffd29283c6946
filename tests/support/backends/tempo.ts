import type { ReceivedSpan } from '../otlp/decode';

/* https://grafana.com/docs/tempo/latest/api_docs/#query: protobuf's own JSON, so ids are base64 and enums names. */

/** What Tempo answers to GET /api/traces/{id}. */
export function tempoAnswer(spans: readonly ReceivedSpan[]): Response {
	if (spans.length === 0) return new Response('trace not found', { status: 404 });
	const services = [...new Set(spans.map(({ service }) => service))];
	const batches = services.map((service) => ({
		resource: { attributes: [attribute('service.name', service)] },
		scopeSpans: [
			{ scope: { name: 'x' }, spans: spans.filter((span) => span.service === service).map(tempoSpan) },
		],
	}));
	return Response.json({ batches });
}

function tempoSpan(span: ReceivedSpan) {
	const { parentSpanId, status } = span;
	return {
		traceId: base64(span.traceId),
		spanId: base64(span.spanId),
		...(parentSpanId === null ? {} : { parentSpanId: base64(parentSpanId) }),
		name: span.name,
		kind: `SPAN_KIND_${span.kind.toUpperCase()}`,
		startTimeUnixNano: String(span.startNano),
		endTimeUnixNano: String(span.endNano),
		attributes: Object.entries(span.attributes).map(([key, value]) => attribute(key, value)),
		status: status === 'unset' ? {} : { code: `STATUS_CODE_${status.toUpperCase()}` },
	};
}

function attribute(key: string, value: unknown) {
	if (typeof value === 'string') return { key, value: { stringValue: value } };
	if (typeof value === 'boolean') return { key, value: { boolValue: value } };
	if (Number.isInteger(value)) return { key, value: { intValue: String(value) } };
	if (typeof value === 'number') return { key, value: { doubleValue: value } };
	return { key, value: { stringValue: JSON.stringify(value) } };
}

function base64(hex: string): string {
	return Buffer.from(hex, 'hex').toString('base64');
}
