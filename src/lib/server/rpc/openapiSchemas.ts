import { z } from 'zod';
import { checkOverviewSchema, checkSchema, runSchema, runSummarySchema } from '$server/checks/model';
import { STATUS } from '$server/errors';
import { logLineSchema, sessionEventSchema, traceSpanSchema } from '../sessions/wireSchemas';
import { inFlightSchema } from './inFlightSchemas';
import { telemetryHealthSchema } from './telemetrySchemas';
import { traceSchema, traceSummarySchema } from './traceSchemas';

const errorSchema = z.object({
	code: z.enum(Object.keys(STATUS)).describe('Stable, for programs.'),
	message: z.string().describe('Safe to show.'),
	errorId: z.uuid().describe('Names the same failure in the log.'),
	data: z
		.unknown()
		.optional()
		.describe(
			'BAD_REQUEST has { issues: [{ path, message, expected, received }] } or { reason }, TOO_MANY_REQUESTS has ' +
				'{ retryAfterSeconds }.',
		),
});

/** What answers refer to by name, under `#/components/schemas`. */
export const schemas = {
	Check: output(checkSchema),
	CheckOverview: output(checkOverviewSchema),
	StartedRun: output(z.object({ runId: z.uuid(), traceId: z.string() })),
	Run: output(runSchema),
	RunSummary: output(runSummarySchema),
	TraceSummary: output(traceSummarySchema),
	TraceSpan: output(traceSpanSchema),
	LogLine: output(logLineSchema),
	SessionEvent: output(sessionEventSchema),
	Trace: output(traceSchema),
	TelemetryHealth: output(telemetryHealthSchema),
	InFlight: output(inFlightSchema),
	Error: output(errorSchema),
};
export type Schemas = typeof schemas;

function output<Schema extends z.ZodType>(schema: Schema) {
	return { schema, strategy: 'output' as const };
}
