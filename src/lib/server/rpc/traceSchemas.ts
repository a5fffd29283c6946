import { z } from 'zod';
import type { LogLine, Trace, TraceSpan, TraceSummary } from '$trace/wire';

/** The wire shapes of traces, for the OpenAPI document; the types hold them to `$trace/wire`. */

const nanoseconds = z.string().describe('Nanoseconds since the Unix epoch, as a decimal string.');
const scalar = z.union([z.string(), z.number(), z.boolean()]);
const attributes = z.record(z.string(), z.union([scalar, z.array(scalar.nullable())]));
const traceId = z.string().describe('32 lower-case hexadecimal digits.');
const spanId = z.string().describe('16 lower-case hexadecimal digits.');

export const traceSpanSchema: z.ZodType<TraceSpan> = z.object({
	traceId,
	spanId,
	parentSpanId: spanId.nullable(),
	name: z.string(),
	kind: z.enum(['internal', 'server', 'client', 'producer', 'consumer']),
	scope: z.string().describe('The name of the instrumentation scope.'),
	service: z.string().describe('service.name of the resource.'),
	startTimeUnixNano: nanoseconds,
	endTimeUnixNano: nanoseconds.nullable().describe('Null while the span is open.'),
	status: z.object({ code: z.enum(['unset', 'ok', 'error']), message: z.string().optional() }),
	attributes,
	events: z.array(z.object({ name: z.string(), timeUnixNano: nanoseconds, attributes })),
	links: z.array(z.object({ traceId, spanId, attributes })),
});

export const logLineSchema: z.ZodType<LogLine> = z.object({
	timeUnixNano: nanoseconds,
	level: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal']),
	message: z.string(),
	traceId: traceId.nullable(),
	spanId: spanId.nullable(),
	attributes,
});

export const traceSchema: z.ZodType<Trace> = z.object({
	traceId,
	spans: z.array(traceSpanSchema),
	logs: z.array(logLineSchema),
});

export const traceSummarySchema: z.ZodType<TraceSummary> = z.object({
	traceId,
	name: z.string().describe("The root's name; the oldest span's where the root is not here."),
	service: z.string(),
	runId: z.string().nullable().describe('The run that this trace belongs to, if any.'),
	startTimeUnixNano: nanoseconds,
	endTimeUnixNano: nanoseconds.nullable().describe('Null while any span of it is open.'),
	spanCount: z.int(),
	openCount: z.int(),
	errorCount: z.int(),
	statusCode: z.int().nullable(),
	route: z.string().nullable(),
});
