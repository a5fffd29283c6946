import { epochMs, msSince, parseNano } from './time';
import type { TraceSummary } from './wire';

/** When the server began with a trace and how long it took: a page that is read for minutes is no slow request. */
export interface TraceTimes {
	/** Milliseconds since the Unix epoch. */
	readonly startMs: number;
	/** Milliseconds; so far, where it is open. */
	readonly tookMs: number;
	readonly open: boolean;
	/** The whole, with what a page in a browser told of itself; `null` where none did, and while it is open. */
	readonly withPageMs: number | null;
}

/** @param nowMs where open ones end, milliseconds since the Unix epoch */
export function traceTimes(trace: TraceSummary, nowMs: number): TraceTimes {
	const { ownStartTimeUnixNano: from, ownEndTimeUnixNano: to } = trace;
	const startMs = epochMs(parseNano(from));
	const open = to === null;
	const tookMs = open ? Math.max(0, nowMs - startMs) : lengthMs(from, to);
	return { startMs, tookMs, open, withPageMs: withPageMs(trace) };
}

function withPageMs(trace: TraceSummary): number | null {
	const { startTimeUnixNano: from, endTimeUnixNano: to } = trace;
	const isWhole = from === trace.ownStartTimeUnixNano && to === trace.ownEndTimeUnixNano;
	return isWhole || to === null ? null : lengthMs(from, to);
}

function lengthMs(from: string, to: string): number {
	return Math.max(0, msSince(parseNano(from), parseNano(to)));
}
