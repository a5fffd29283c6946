import { traceTimes } from './traceTimes';
import type { TraceSummary } from './wire';

export const ORDERS = ['started', 'duration', 'spans', 'errors'] as const;
/** By what a list of traces is sorted, always the most or the newest first. */
export type TraceOrder = (typeof ORDERS)[number];

export function readOrder(text: string | null): TraceOrder {
	return ORDERS.find((order) => order === text) ?? 'started';
}

/** @param nowMs where open ones end, milliseconds since the Unix epoch */
export function sortTraces(
	traces: readonly TraceSummary[],
	order: TraceOrder,
	nowMs: number,
): TraceSummary[] {
	const keyed = traces.map((trace) => ({ trace, ...keysOf(trace, order, nowMs) }));
	keyed.sort((a, b) => b.key - a.key || b.startMs - a.startMs);
	return keyed.map(({ trace }) => trace);
}

function keysOf(trace: TraceSummary, order: TraceOrder, nowMs: number): { key: number; startMs: number } {
	const { startMs, tookMs } = traceTimes(trace, nowMs);
	const keys = { started: startMs, duration: tookMs, spans: trace.spanCount, errors: trace.errorCount };
	return { key: keys[order], startMs };
}
