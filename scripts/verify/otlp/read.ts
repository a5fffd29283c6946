import { z } from 'zod';
import type { Attributes, AttributeValue, SpanKind, TraceSpan } from '../../../src/lib/trace/wire';

/* OTLP/JSON as senders and backends write it: enums are numbers or names, ids hexadecimal or base64. */
const ANY_VALUE = z.looseObject({
	stringValue: z.string().optional(),
	boolValue: z.boolean().optional(),
	intValue: z.union([z.string(), z.number()]).optional(),
	/** A number, or the name of one that JSON does not have. */
	doubleValue: z.unknown().optional(),
});
const ATTRIBUTES = z.array(z.object({ key: z.string(), value: ANY_VALUE.nullish() })).default([]);
const NANOSECONDS = z.union([z.string().regex(/^\d{1,20}$/), z.number()]).transform(String);
const ENUM = z.union([z.number(), z.string()]).default(0);
const SPAN = z.object({
	traceId: z.string(),
	spanId: z.string(),
	parentSpanId: z.string().default(''),
	name: z.string(),
	kind: ENUM,
	startTimeUnixNano: NANOSECONDS,
	endTimeUnixNano: NANOSECONDS,
	attributes: ATTRIBUTES,
	status: z.object({ code: ENUM }).nullish(),
});
const RESOURCE = z.object({ attributes: ATTRIBUTES }).default({ attributes: [] });
const SCOPE = z.object({ name: z.string().default('') }).default({ name: '' });
const RESOURCE_SPANS = z.array(
	z.object({
		resource: RESOURCE,
		scopeSpans: z.array(z.object({ scope: SCOPE, spans: z.array(SPAN).default([]) })).default([]),
	}),
);
const POINTS = z
	.object({ dataPoints: z.array(z.object({ attributes: ATTRIBUTES })).default([]) })
	.default({ dataPoints: [] });
const METRIC = z.object({
	name: z.string(),
	gauge: POINTS,
	sum: POINTS,
	histogram: POINTS,
	exponentialHistogram: POINTS,
});
const METRICS = z.object({
	resourceMetrics: z
		.array(
			z.object({ scopeMetrics: z.array(z.object({ metrics: z.array(METRIC).default([]) })).default([]) }),
		)
		.default([]),
});
const LOG = z.object({ traceId: z.string().default(''), body: ANY_VALUE.nullish() });
const LOGS = z.object({
	resourceLogs: z
		.array(z.object({ scopeLogs: z.array(z.object({ logRecords: z.array(LOG).default([]) })).default([]) }))
		.default([]),
});

const KINDS: readonly SpanKind[] = ['internal', 'internal', 'server', 'client', 'producer', 'consumer'];
const STATUSES = ['unset', 'ok', 'error'] as const;

/** A trace as an export and as Tempo have it, under whichever name. */
export const resourceSpans = RESOURCE_SPANS.default([]).transform((resources) =>
	resources.flatMap(({ resource, scopeSpans }) => {
		const service = attributesOf(resource.attributes)['service.name'];
		return scopeSpans.flatMap(({ scope, spans }) =>
			spans.map((span) => toSpan(span, scope.name, typeof service === 'string' ? service : '')),
		);
	}),
);

const TRACES = z.object({ resourceSpans });

/** A series of a metric. */
export interface Series {
	readonly name: string;
	readonly attributes: Attributes;
}

export interface Line {
	readonly traceId: string;
	readonly message: string;
}

/** @param request an ExportTraceServiceRequest in JSON @throws ZodError where it is none */
export function spansOf(request: unknown): TraceSpan[] {
	return TRACES.parse(request).resourceSpans;
}

/** @param request an ExportMetricsServiceRequest in JSON @throws ZodError where it is none */
export function seriesOf(request: unknown): Series[] {
	const metrics = METRICS.parse(request).resourceMetrics.flatMap(({ scopeMetrics }) =>
		scopeMetrics.flatMap((scope) => scope.metrics),
	);
	return metrics.flatMap(({ name, gauge, sum, histogram, exponentialHistogram }) =>
		[gauge, sum, histogram, exponentialHistogram].flatMap(({ dataPoints }) =>
			dataPoints.map(({ attributes }) => ({ name, attributes: attributesOf(attributes) })),
		),
	);
}

/** @param request an ExportLogsServiceRequest in JSON @throws ZodError where it is none */
export function linesOf(request: unknown): Line[] {
	const records = LOGS.parse(request).resourceLogs.flatMap(({ scopeLogs }) =>
		scopeLogs.flatMap(({ logRecords }) => logRecords),
	);
	return records.map(({ traceId, body }) => ({ traceId: idOf(traceId), message: body?.stringValue ?? '' }));
}

function toSpan(span: z.infer<typeof SPAN>, scope: string, service: string): TraceSpan {
	return {
		traceId: idOf(span.traceId),
		spanId: idOf(span.spanId),
		parentSpanId: span.parentSpanId === '' ? null : idOf(span.parentSpanId),
		name: span.name,
		kind:
			KINDS[numberOf(span.kind, ['UNSPECIFIED', 'INTERNAL', 'SERVER', 'CLIENT', 'PRODUCER', 'CONSUMER'])] ??
			'internal',
		scope,
		service,
		startTimeUnixNano: span.startTimeUnixNano,
		endTimeUnixNano: span.endTimeUnixNano,
		status: { code: STATUSES[numberOf(span.status?.code ?? 0, ['UNSET', 'OK', 'ERROR'])] ?? 'unset' },
		attributes: attributesOf(span.attributes),
		events: [],
		links: [],
	};
}

/** `2`, or `SPAN_KIND_SERVER`. */
function numberOf(value: number | string, names: readonly string[]): number {
	return typeof value === 'number' ? value : names.findIndex((name) => value.endsWith(`_${name}`));
}

/** Hexadecimal; base64 is shorter, so that the two cannot be mistaken for each other. */
function idOf(text: string): string {
	const isHex = text === '' || text.length === 16 || text.length === 32;
	return isHex ? text.toLowerCase() : Buffer.from(text, 'base64').toString('hex');
}

function attributesOf(list: z.infer<typeof ATTRIBUTES>): Attributes {
	return Object.fromEntries(
		list.flatMap(({ key, value }): [string, AttributeValue][] => {
			const read = valueOf(value ?? {});
			return read === undefined ? [] : [[key, read]];
		}),
	);
}

function valueOf(value: z.infer<typeof ANY_VALUE>): AttributeValue | undefined {
	if (value.intValue !== undefined) return Number(value.intValue);
	if (value.doubleValue !== undefined) return Number(value.doubleValue);
	return value.stringValue ?? value.boolValue;
}
