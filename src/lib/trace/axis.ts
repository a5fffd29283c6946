import type { Interval } from './interval';

export interface Tick {
	readonly atMs: number;
	readonly label: string;
}

const MINUTE_MS = 60_000;

/** Where in a window a moment lies: 0 at its left edge, 1 at its right; beyond it, below 0 or above 1. */
export function fraction(atMs: number, window: Interval): number {
	const length = window.toMs - window.fromMs;
	return length > 0 ? (atMs - window.fromMs) / length : 0;
}

/** Round moments (1, 2 or 5 times a power of ten, or of a minute) in a window, `about` so many. */
export function ticks(window: Interval, about: number): Tick[] {
	const step = roundStep((window.toMs - window.fromMs) / Math.max(1, about));
	const count = Math.floor(window.toMs / step + 1e-9) - Math.ceil(window.fromMs / step - 1e-9);
	const first = Math.ceil(window.fromMs / step - 1e-9);
	return Array.from({ length: count + 1 }, (_, index) => {
		const atMs = (first + index) * step;
		return { atMs, label: tickLabel(atMs, step) };
	});
}

/**
 * The window that shows a trace from its beginning. While it is open, now stands at 89 % of the width, so that there
 * is room for what comes; a closed one gets a little air for the marks at its end.
 */
export function wholeWindow(lastMs: number, open: boolean): Interval {
	const least = Math.max(lastMs, 0.01);
	return { fromMs: 0, toMs: open ? least / 0.89 : least * 1.015 };
}

/** Pixels: a letter of the 11 px mono type that labels are set in, what a label is indented by, and the least between two. */
const LABEL = { letter: 6.7, indent: 5, gap: 12 };

/**
 * The ticks whose labels have room, where each begins at its moment: none runs into the next or over the right edge.
 * Every second, fifth or tenth round moment keeps its label, so that they stay the same while the axis moves.
 * @param widthPx how wide the window is drawn
 */
export function namedTicks(marks: readonly Tick[], window: Interval, widthPx: number): Tick[] {
	const [first, second] = marks;
	const wide = (tick: Tick) => tick.label.length * LABEL.letter;
	const at = (tick: Tick) => fraction(tick.atMs, window) * widthPx;
	const fitting = marks.filter((tick) => at(tick) + LABEL.indent + wide(tick) <= widthPx);
	if (first === undefined || second === undefined) return fitting;
	const stepMs = second.atMs - first.atMs;
	const needed = (Math.max(...marks.map(wide)) + LABEL.gap) / (at(second) - at(first));
	const every = [1, 2, 5, 10].find((count) => count >= needed) ?? marks.length;
	return fitting.filter((tick) => Math.round(tick.atMs / stepMs) % every === 0);
}

function roundStep(rough: number): number {
	if (!(rough > 0)) return 1;
	const unit = rough < MINUTE_MS / 2 ? 1 : MINUTE_MS;
	const power = 10 ** Math.floor(Math.log10(rough / unit));
	const rest = rough / unit / power;
	// The round number that is nearest, by ratio.
	const times = rest >= Math.sqrt(50) ? 10 : rest >= Math.sqrt(10) ? 5 : rest >= Math.SQRT2 ? 2 : 1;
	return times * power * unit;
}

/** One unit for the whole axis, chosen by the step, so that labels can be compared at a glance. */
function tickLabel(atMs: number, step: number): string {
	if (atMs === 0) return '0';
	if (step >= MINUTE_MS) return `${trimmed(atMs / MINUTE_MS)} min`;
	if (step >= 500) return `${trimmed(atMs / 1000)} s`;
	return step >= 0.5 ? `${trimmed(atMs)} ms` : `${trimmed(atMs * 1000)} µs`;
}

function trimmed(value: number): string {
	return String(Number(value.toPrecision(6))).replace(/\B(?=(\d{3})+$)/g, value >= 10_000 ? '\u202f' : '');
}
