import { z } from 'zod';
import {
	CHECK_STATES,
	checkInput,
	failureSchema,
	keptResponseSchema,
	observationSchema,
	RUN_STATES,
} from './schema';

/** Checks and runs as procedures give them out. Times are ISO 8601; durations are milliseconds. */

const time = z.iso.datetime();

export const checkSchema = checkInput.safeExtend({
	id: z.uuid(),
	state: z.enum(CHECK_STATES),
	stateSince: time.nullable(),
	nextDueAt: time.nullable(),
	createdAt: time,
	updatedAt: time,
});
export type Check = z.infer<typeof checkSchema>;

export const runSchema = z.object({
	id: z.uuid(),
	checkId: z.uuid(),
	checkName: z.string(),
	state: z.enum(RUN_STATES),
	trigger: z.enum(['manual', 'schedule']),
	traceId: z.string(),
	queuedAt: time,
	startedAt: time.nullable(),
	endedAt: time.nullable(),
	/** From start to end; null until the run has ended. */
	durationMs: z.number().nullable(),
	/** Of the last attempt's request alone. */
	latencyMs: z.number().nullable(),
	attempts: z.int(),
	failure: failureSchema.optional(),
	observation: observationSchema.optional(),
	response: keptResponseSchema.optional(),
});
export type Run = z.infer<typeof runSchema>;

/** A run as lists show it: without what came back. */
export const runSummarySchema = runSchema.omit({ observation: true, response: true });
export type RunSummary = z.infer<typeof runSummarySchema>;

/** One bar of the run strip. */
export const runBarSchema = z.object({
	id: z.uuid(),
	state: z.enum(RUN_STATES),
	latencyMs: z.number().nullable(),
	queuedAt: time,
});
export type RunBar = z.infer<typeof runBarSchema>;

export const checkStatisticsSchema = z.object({
	/**
	 * Passed out of passed + failed, 0 to 1; null where no run ended in that time. Inconclusive ones do not count.
	 * Both times begin with the full hour (UTC) that is at least so long ago.
	 */
	uptime24h: z.number().nullable(),
	uptime7d: z.number().nullable(),
	/** Of the last 24 h, as percentiles and medians all are, within 1.25 %. */
	p50Ms: z.number().nullable(),
	p95Ms: z.number().nullable(),
	runs24h: z.int(),
	/** The last 40, oldest first. */
	recentRuns: z.array(runBarSchema),
	/** Median latency per hour of the clock (UTC), oldest first, this hour last; null for an hour without runs. */
	latencyByHour: z.array(z.number().nullable()).length(24),
	lastRun: runSummarySchema.nullable(),
});
export type CheckStatistics = z.infer<typeof checkStatisticsSchema>;

export const checkOverviewSchema = checkSchema.safeExtend({ statistics: checkStatisticsSchema });
export type CheckOverview = z.infer<typeof checkOverviewSchema>;
