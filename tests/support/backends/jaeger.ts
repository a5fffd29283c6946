import type { ReceivedSpan } from '../otlp/decode';

/* https://www.jaegertracing.io/docs/latest/apis/#internal-http-json */

/** What Jaeger's query service answers to GET /api/traces/{id}. */
export function jaegerAnswer(spans: readonly ReceivedSpan[]): Response {
	if (spans.length === 0) {
		const errors = [{ code: 404, msg: 'trace not found' }];
		return Response.json({ data: null, total: 0, limit: 0, offset: 0, errors }, { status: 404 });
	}
	const services = [...new Set(spans.map(({ service }) => service))];
	const processes = Object.fromEntries(
		services.map((serviceName, index) => [`p${index + 1}`, { serviceName, tags: [] }]),
	);
	const trace = {
		traceID: spans[0]?.traceId,
		spans: spans.map((span) => jaegerSpan(span, `p${services.indexOf(span.service) + 1}`)),
		processes,
		warnings: null,
	};
	return Response.json({ data: [trace], total: 0, limit: 0, offset: 0, errors: null });
}

function jaegerSpan(span: ReceivedSpan, processID: string) {
	const { traceId: traceID, parentSpanId } = span;
	const references = parentSpanId === null ? [] : [{ refType: 'CHILD_OF', traceID, spanID: parentSpanId }];
	return {
		traceID,
		spanID: span.spanId,
		operationName: span.name,
		references,
		startTime: Number(span.startNano / 1000n),
		duration: Number((span.endNano - span.startNano) / 1000n),
		tags: tagsOf(span),
		logs: [],
		processID,
		warnings: null,
	};
}

function tagsOf({ attributes, kind, status, scope }: ReceivedSpan) {
	const own = Object.entries(attributes).map(([key, value]) => tag(key, value));
	const error = status === 'error' ? [tag('error', true), tag('otel.status_code', 'ERROR')] : [];
	return [...own, tag('span.kind', kind), tag('otel.scope.name', scope), ...error];
}

function tag(key: string, value: unknown) {
	if (typeof value === 'boolean') return { key, type: 'bool', value };
	if (typeof value === 'number') return { key, type: Number.isInteger(value) ? 'int64' : 'float64', value };
	return { key, type: 'string', value: typeof value === 'string' ? value : JSON.stringify(value) };
}
