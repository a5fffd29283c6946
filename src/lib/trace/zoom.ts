import type { Interval } from './interval';

/** Shorter windows than a microsecond show nothing more. */
const LEAST_MS = 0.001;

/** A window moved, and shortened where it must be, so that it lies inside the whole. */
export function inside(window: Interval, whole: Interval): Interval {
	const room = whole.toMs - whole.fromMs;
	const length = Math.min(room, Math.max(LEAST_MS, window.toMs - window.fromMs));
	const fromMs = Math.min(Math.max(window.fromMs, whole.fromMs), whole.toMs - length);
	return { fromMs, toMs: fromMs + length };
}

/** A window `factor` times as long, in which a moment stays where it was. Below 1 comes nearer. */
export function zoomed(window: Interval, whole: Interval, atMs: number, factor: number): Interval {
	const length = Math.max(LEAST_MS, (window.toMs - window.fromMs) * factor);
	const share = (atMs - window.fromMs) / (window.toMs - window.fromMs);
	const fromMs = atMs - share * length;
	return inside({ fromMs, toMs: fromMs + length }, whole);
}

/** The same length, `share` of it later; below 0 earlier. */
export function panned(window: Interval, whole: Interval, share: number): Interval {
	const byMs = (window.toMs - window.fromMs) * share;
	return inside({ fromMs: window.fromMs + byMs, toMs: window.toMs + byMs }, whole);
}

/** One edge of the window set anew; the other stays, and the two never change places. */
export function withEdge(window: Interval, whole: Interval, edge: 'from' | 'to', atMs: number): Interval {
	const at = Math.min(Math.max(atMs, whole.fromMs), whole.toMs);
	const least = Math.max(LEAST_MS, (whole.toMs - whole.fromMs) / 1e6);
	return edge === 'from'
		? { fromMs: Math.min(at, window.toMs - least), toMs: window.toMs }
		: { fromMs: window.fromMs, toMs: Math.max(at, window.fromMs + least) };
}
