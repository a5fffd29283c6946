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

/**
 * Fewer stretches that tell the same: the whole is cut into `count` equal parts, and what lies in each stands at the
 * part's beginning, as long as it is together. For disjoint stretches, in the order of time.
 */
export function condensed(stretches: readonly Interval[], whole: Interval, count: number): Interval[] {
	const partMs = (whole.toMs - whole.fromMs) / count;
	const sums = new Float64Array(count);
	for (const { fromMs, toMs } of stretches) {
		let part = Math.max(0, Math.floor((fromMs - whole.fromMs) / partMs));
		for (; part < count && whole.fromMs + part * partMs < toMs; part++) {
			const partFrom = whole.fromMs + part * partMs;
			sums[part] = (sums[part] ?? 0) + Math.min(toMs, partFrom + partMs) - Math.max(fromMs, partFrom);
		}
	}
	return Array.from(sums, (sum, part) => {
		const fromMs = whole.fromMs + part * partMs;
		return { fromMs, toMs: fromMs + sum };
	}).filter(({ fromMs, toMs }) => toMs > fromMs);
}
