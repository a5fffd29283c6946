import { z } from 'zod';
import type { SessionEvent, SessionValue } from '$trace/sessionEvent';
import type { LogLine, TraceSpan } from '$trace/wire';

/** The wire shapes of what a trace is made of; the types hold them to `$trace`. */

export const nanoseconds = z
	.string()
	.regex(/^\d{1,20}$/)
	.describe('Nanoseconds since the Unix epoch, as a decimal string.');
export const traceId = z.string().describe('32 lower-case hexadecimal digits.');
const spanId = z.string().describe('16 lower-case hexadecimal digits.');
const scalar = z.union([z.string(), z.number(), z.boolean()]);
const attributes = z.record(z.string(), z.union([scalar, z.array(scalar.nullable())]));

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

export const sessionValue: z.ZodType<SessionValue> = z.lazy(() =>
	z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(sessionValue), sessionData]),
);
export const sessionData = z.record(z.string(), sessionValue);

export const sessionEventSchema: z.ZodType<SessionEvent> = z.object({
	sessionId: z.string().describe("The run's id: run, trace and session have one name."),
	id: z.string().describe('Unique within its session, and the same wherever it is read.'),
	type: z.string().describe('Dotted, of low cardinality, such as step.request.'),
	phase: z.enum(['event', 'start', 'end']).describe('One moment, or the two ends of a session span.'),
	timeUnixNano: nanoseconds,
	traceId: traceId.nullable(),
	spanId: spanId.nullable().describe('The span that was active where it was emitted.'),
	correlationId: z.string().nullable().describe('Of a session span, at both of its ends.'),
	parentId: z.string().nullable().describe('correlationId of the session span around it.'),
	latencyMs: z.number().nullable().describe('How long a session span took; of its end only.'),
	instanceId: z.string().describe('The process that emitted it.'),
	data: sessionData.describe('Cut and bounded; secrets are masked.'),
});
