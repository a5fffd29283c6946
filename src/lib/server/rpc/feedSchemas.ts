import { z } from 'zod';
import { runSchema } from '$server/checks/model';
import type { FeedFrame } from '$trace/feed';
import { logLineSchema, nanoseconds, sessionEventSchema, traceSpanSchema } from '../sessions/wireSchemas';
import { id } from './inputs';

/** What the address of the live feed may say. */
export const choiceSchema = z
	.strictObject({
		session: id.optional().describe('Only this run, from all that is known of it until it has ended.'),
		only: z.literal('log').optional().describe('Only log lines.'),
		cursor: z.string().max(100).optional().describe('Goes on right behind the frame that had this cursor.'),
	})
	.refine(({ session, only }) => session === undefined || only === undefined, {
		error: 'expected either session or only',
	});

const cursor = z
	.string()
	.describe('Where to go on when connecting again; empty in the middle of what is known, where none can.');

/** The frames by their names in the AsyncAPI document, with what each says. */
export const frameSchemas = {
	Hello: z
		.object({
			type: z.literal('hello'),
			cursor,
			session: z.string().nullable().describe('The run that is followed; null where it is everything.'),
			resumed: z.boolean().describe('Whether it goes on behind the cursor that was asked for.'),
			timeUnixNano: nanoseconds,
		})
		.describe('The first frame.'),
	SpanStart: z
		.object({ type: z.literal('span.start'), span: traceSpanSchema, cursor })
		.describe('A span started, or changed while it is open.'),
	SpanEnd: z
		.object({ type: z.literal('span.end'), span: traceSpanSchema, cursor })
		.describe('A span ended. Of one that starts and ends within 100 ms only this is told.'),
	Log: z.object({ type: z.literal('log'), log: logLineSchema, cursor }).describe('A log line was written.'),
	SessionEventFrame: z
		.object({ type: z.literal('session.event'), event: sessionEventSchema, cursor })
		.describe('A run told something of itself, such as the progress of a step.'),
	RunFrame: z
		.object({ type: z.literal('run'), run: runSchema, cursor })
		.describe('The run, each time that its state changed; with session only.'),
	End: z
		.object({ type: z.literal('end'), cursor })
		.describe('The run has ended and its trace is quiet; with session only. The connection is closed.'),
	Dropped: z
		.object({ type: z.literal('dropped'), count: z.int().min(1) })
		.describe('This client was too slow, and has lost so many of the oldest frames since it was last told.'),
	AccessEnd: z
		.object({ type: z.literal('access.end'), reason: z.enum(['expired', 'signed_out']) })
		.describe(
			'The session that this client came with is over. The connection is closed: it is opened again after signing in.',
		),
} as const;

/** Any frame. */
export const frameSchema: z.ZodType<FeedFrame> = z.discriminatedUnion('type', [
	frameSchemas.Hello,
	frameSchemas.SpanStart,
	frameSchemas.SpanEnd,
	frameSchemas.Log,
	frameSchemas.SessionEventFrame,
	frameSchemas.RunFrame,
	frameSchemas.End,
	frameSchemas.Dropped,
	frameSchemas.AccessEnd,
]);
