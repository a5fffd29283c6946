import { z } from 'zod';
import { SURROUNDINGS } from '../overhead/result';

/** Of what `bun run bench:overview` tells, the part that is reported. */

/** Milliseconds. */
const TIMES = z.object({ p50: z.number(), p95: z.number(), p99: z.number() });

const MEASURED_PATH = z.object({
	path: z.string(),
	/** How many asked at a time. */
	askers: z.int(),
	requests: z.int(),
	/** Of an answer, the median. */
	bytes: z.number(),
	/** How long the SERVER spans lasted. */
	server: TIMES,
	/** A request, in milliseconds. */
	cpuMs: z.object({ glasshouse: z.number().nullable(), postgres: z.number().nullable() }),
	/** Requests without a SERVER span. */
	missing: z.int(),
});

export const OVERVIEW_RESULT = z.object({
	surroundings: SURROUNDINGS,
	options: z.object({ checks: z.int(), runs: z.int(), hours: z.number() }),
	measured: z.array(MEASURED_PATH),
});

export type OverviewResult = z.infer<typeof OVERVIEW_RESULT>;
export type MeasuredPath = z.infer<typeof MEASURED_PATH>;
