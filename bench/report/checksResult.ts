import { z } from 'zod';
import { SURROUNDINGS } from '../overhead/result';

/** Of what `bun run bench:checks` tells, the part that is reported. */

const QUANTILES = z.object({ p50: z.number(), p99: z.number(), max: z.number() });
const MEMORY = z.object({
	first: z.number(),
	last: z.number(),
	max: z.number(),
	/** In bytes. */
	slopePerMinute: z.number(),
});

const RATE = z.object({
	/** Runs a second that were scheduled. */
	rate: z.number(),
	checks: z.int(),
	due: z.int(),
	done: z.int(),
	startDelayMs: QUANTILES,
	runMs: QUANTILES,
	/** A run. */
	cpuMs: z.object({ glasshouse: z.number().nullable(), postgres: z.number().nullable() }),
	/** Of each process, in bytes. */
	memory: z.array(MEMORY.nullable()),
});

export const CHECKS_RESULT = z.object({
	surroundings: SURROUNDINGS,
	options: z.object({ processes: z.int(), seconds: z.number(), intervalSeconds: z.number() }),
	rates: z.array(RATE),
	/** Runs a second of the last rate that was sustained; `null` where none was. */
	sustained: z.number().nullable(),
	complete: z.object({
		runs: z.int(),
		runsByProcess: z.record(z.string(), z.int()),
		faults: z.array(z.string()),
	}),
});

export type ChecksResult = z.infer<typeof CHECKS_RESULT>;
export type MeasuredRate = z.infer<typeof RATE>;
