import { z } from 'zod';
import type { Trace, TraceSummary } from '$trace/wire';
import {
	logLineSchema,
	nanoseconds,
	sessionEventSchema,
	traceId,
	traceSpanSchema,
} from '../sessions/wireSchemas';

/** The wire shapes of traces, for the OpenAPI document; the types hold them to `$trace/wire`. */

export const traceSchema: z.ZodType<Trace> = z.object({
	traceId,
	spans: z.array(traceSpanSchema),
	logs: z.array(logLineSchema),
	events: z.array(sessionEventSchema),
});

export const traceSummarySchema: z.ZodType<TraceSummary> = z.object({
	traceId,
	name: z.string().describe("The root's name; the oldest span's where the root is not here."),
	service: z.string(),
	runId: z.string().nullable().describe('The run that this trace belongs to, if any.'),
	startTimeUnixNano: nanoseconds,
	endTimeUnixNano: nanoseconds.nullable().describe('Null while any span of it is open.'),
	ownStartTimeUnixNano: nanoseconds.describe(
		"The server's part: without what a page in a browser told of itself. The whole, where nothing else is here.",
	),
	ownEndTimeUnixNano: nanoseconds.nullable().describe('Null while any span of it is open.'),
	spanCount: z.int(),
	openCount: z.int(),
	errorCount: z.int(),
	statusCode: z.int().nullable(),
	route: z.string().nullable(),
});
