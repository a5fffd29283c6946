import { traceTimes } from './traceTimes';
import type { TraceSummary } from './wire';

/** So many of one name must have ended before anything is usual. */
const FEWEST = 10;
/** So many times the usual, and so much longer, is slow. */
const SLOW_TIMES = 3;
const SLOW_MS = 50;

/** The median duration of ended traces by the name of their root, in milliseconds; rare names are left out. */
export function usualDurations(traces: readonly TraceSummary[]): ReadonlyMap<string, number> {
	const ended = traces.filter(({ openCount }) => openCount === 0);
	const usual = new Map<string, number>();
	for (const [name, held] of Map.groupBy(ended, (trace) => trace.name)) {
		if (held.length >= FEWEST) usual.set(name, median(held.map((trace) => traceTimes(trace, 0).tookMs)));
	}
	return usual;
}

/** Whether a trace took over three times its usual, and 50 ms more. */
export function isSlow(tookMs: number, usualMs: number | undefined): boolean {
	return usualMs !== undefined && tookMs > usualMs * SLOW_TIMES && tookMs > usualMs + SLOW_MS;
}

/** The ended trace of a name that took as long as half of them did; of two, the shorter. */
export function medianTrace(traces: readonly TraceSummary[]): TraceSummary | undefined {
	const ended = traces.filter(({ openCount }) => openCount === 0);
	const ordered = ended.toSorted((a, b) => traceTimes(a, 0).tookMs - traceTimes(b, 0).tookMs);
	return ordered[Math.floor((ordered.length - 1) / 2)];
}

function median(values: number[]): number {
	const sorted = values.sort((a, b) => a - b);
	return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
}
