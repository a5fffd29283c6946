/** A stretch of time in milliseconds since the trace's origin; `toMs` is never before `fromMs`. */
export interface Interval {
	readonly fromMs: number;
	readonly toMs: number;
}

export function lengthMs(intervals: readonly Interval[]): number {
	return intervals.reduce((sum, { fromMs, toMs }) => sum + (toMs - fromMs), 0);
}

/** The union of intervals as disjoint ones, earliest first. */
export function union(intervals: readonly Interval[]): Interval[] {
	const merged: { fromMs: number; toMs: number }[] = [];
	for (const { fromMs, toMs } of intervals.toSorted((left, right) => left.fromMs - right.fromMs)) {
		const last = merged.at(-1);
		if (last !== undefined && fromMs <= last.toMs) last.toMs = Math.max(last.toMs, toMs);
		else merged.push({ fromMs, toMs });
	}
	return merged;
}

/** What is left of `whole` outside `holes`, earliest first; holes may overlap and reach out of it. */
export function subtract(whole: Interval, holes: readonly Interval[]): Interval[] {
	const left: Interval[] = [];
	let fromMs = whole.fromMs;
	for (const hole of union(holes)) {
		if (hole.toMs <= fromMs) continue;
		if (hole.fromMs >= whole.toMs) break;
		if (hole.fromMs > fromMs) left.push({ fromMs, toMs: hole.fromMs });
		fromMs = hole.toMs;
	}
	if (fromMs < whole.toMs) left.push({ fromMs, toMs: whole.toMs });
	return left;
}
