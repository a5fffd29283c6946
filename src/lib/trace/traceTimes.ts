import { epochMs, msSince, parseNano } from './time';
import type { TraceSummary } from './wire';

export interface TraceTimes {
	/** Milliseconds since the Unix epoch. */
	readonly startMs: number;
	/** Milliseconds; so far, where it is open. */
	readonly tookMs: number;
	readonly open: boolean;
}

/** When a trace began and how long it took. @param nowMs where open ones end, milliseconds since the Unix epoch */
export function traceTimes({ startTimeUnixNano, endTimeUnixNano }: TraceSummary, nowMs: number): TraceTimes {
	const start = parseNano(startTimeUnixNano);
	const startMs = epochMs(start);
	const open = endTimeUnixNano === null;
	const tookMs = open ? nowMs - startMs : msSince(start, parseNano(endTimeUnixNano));
	return { startMs, tookMs: Math.max(0, tookMs), open };
}
