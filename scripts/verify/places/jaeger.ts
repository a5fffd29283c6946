import { z } from 'zod';
import type { Attributes, SpanKind, TraceSpan } from '../../../src/lib/trace/wire';
import { AskError, jsonOf, request } from '../ask';
import type { Place } from './place';

/* https://www.jaegertracing.io/docs/latest/apis/#internal-http-json: times in microseconds, attributes as tags. */
const TAGS = z
	.array(z.object({ key: z.string(), value: z.union([z.string(), z.number(), z.boolean()]) }))
	.default([]);
const SPAN = z.object({
	traceID: z.string(),
	spanID: z.string(),
	operationName: z.string(),
	references: z
		.array(z.object({ refType: z.string(), traceID: z.string().optional(), spanID: z.string() }))
		.nullable()
		.default([]),
	startTime: z.int(),
	duration: z.int(),
	tags: TAGS,
	processID: z.string(),
});
const TRACE = z.object({
	spans: z.array(SPAN),
	processes: z.record(z.string(), z.object({ serviceName: z.string() })),
});
const ANSWER = z.object({ data: z.array(TRACE).nullable() });

const KINDS: Readonly<Record<string, SpanKind>> = {
	server: 'server',
	client: 'client',
	producer: 'producer',
	consumer: 'consumer',
};

/** @param url of its query service @param headers that let us ask */
export function jaeger(url: string, headers: Record<string, string>): Place {
	return {
		name: 'jaeger',
		title: `Jaeger at ${url}`,
		findTrace: async ({ traceId }) => {
			const response = await request(`${url}/api/traces/${traceId}`, { headers });
			if (!response.ok && response.status !== 404) {
				throw new AskError(response.status, `${response.status} ${response.statusText}`.trim());
			}
			// A trace that is not known is 404 too, and told in the same shape; another server's 404 is not.
			return ((await jsonOf(response, ANSWER)).data ?? []).flatMap(spansOf);
		},
	};
}

function spansOf({ spans, processes }: z.infer<typeof TRACE>): TraceSpan[] {
	return spans.map((span) => {
		const attributes: Attributes = Object.fromEntries(span.tags.map(({ key, value }) => [key, value]));
		const parent = span.references?.find(
			({ refType, traceID = span.traceID }) => refType === 'CHILD_OF' && traceID === span.traceID,
		);
		const startNano = BigInt(span.startTime) * 1000n;
		return {
			traceId: span.traceID.padStart(32, '0'),
			spanId: span.spanID,
			parentSpanId: parent?.spanID ?? null,
			name: span.operationName,
			kind: KINDS[String(attributes['span.kind'])] ?? 'internal',
			scope: String(attributes['otel.scope.name'] ?? attributes['otel.library.name'] ?? ''),
			service: processes[span.processID]?.serviceName ?? '',
			startTimeUnixNano: String(startNano),
			endTimeUnixNano: String(startNano + BigInt(span.duration) * 1000n),
			status: { code: attributes.error === true || attributes.error === 'true' ? 'error' : 'unset' },
			attributes,
			events: [],
			links: [],
		};
	});
}
