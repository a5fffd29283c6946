import type { RunBar } from '$server/checks/model';
import type { RunState } from '$server/checks/schema';
import { counted } from '../words/number';
import { isOpen } from '../words/states';

export const STRIP_SLOTS = 40;
/** Pixels: a slot is a bar and the gap after it; the line stands where passed bars begin. */
export const STRIP = { slot: 4.6, bar: 3, line: 18, height: 27, full: 14, cap: 2, hang: 8 } as const;

/** A run is slow from so much of its budget on, as a check is by its p95. */
const SLOW_FROM = 0.8;

export type BarKind = 'passed' | 'slow' | 'failed' | 'open' | 'none';

export interface StripBar {
	id: string;
	kind: BarKind;
	x: number;
	y: number;
	height: number;
	title: string;
}

/**
 * The last runs as bars, newest at the right. Height is latency; slow is full height with a cap; failed
 * hangs below the line; what has not ended is open; what concluded nothing is a stub.
 * @param budgetMs the greatest duration that the check allows
 */
export function runStrip(runs: readonly RunBar[], budgetMs: number): { bars: StripBar[]; label: string } {
	const shown = runs.slice(-STRIP_SLOTS);
	const scaleMs = tallest(shown, budgetMs);
	const first = STRIP_SLOTS - shown.length;
	const bars = shown.map((run, index) => bar(run, first + index, budgetMs, scaleMs));
	return { bars, label: label(bars) };
}

function tallest(runs: readonly RunBar[], budgetMs: number): number {
	return Math.max(1, ...runs.map((run) => run.latencyMs ?? 0).filter((ms) => ms <= SLOW_FROM * budgetMs));
}

function bar(run: RunBar, slot: number, budgetMs: number, scaleMs: number): StripBar {
	const kind = kindOf(run, budgetMs);
	const height = heightOf(kind, run.latencyMs ?? 0, scaleMs);
	const y = kind === 'failed' ? STRIP.line : STRIP.line - height;
	return { id: run.id, kind, x: slot * STRIP.slot, y, height, title: titleOf(run) };
}

const KINDS: Record<RunState, BarKind> = {
	queued: 'open',
	running: 'open',
	passed: 'passed',
	failed: 'failed',
	error: 'failed',
	inconclusive: 'none',
	cancelled: 'none',
};

function kindOf({ state, latencyMs }: RunBar, budgetMs: number): BarKind {
	return state === 'passed' && latencyMs !== null && latencyMs > SLOW_FROM * budgetMs ? 'slow' : KINDS[state];
}

function heightOf(kind: BarKind, latencyMs: number, scaleMs: number): number {
	if (kind === 'failed') return STRIP.hang;
	if (kind === 'slow') return STRIP.full;
	if (kind === 'open') return 9;
	if (kind === 'none') return 2;
	return Math.max(2, Math.round((STRIP.full - 3) * (latencyMs / scaleMs)));
}

function titleOf({ state, latencyMs }: RunBar): string {
	return isOpen(state) || latencyMs === null ? state : `${state}, ${Math.round(latencyMs)} ms`;
}

const LABELS: Record<BarKind, string> = {
	passed: 'passed',
	slow: 'slow',
	failed: 'failed',
	open: 'open',
	none: 'without a verdict',
};

function label(bars: readonly StripBar[]): string {
	if (bars.length === 0) return 'No runs yet';
	const parts = Object.entries(LABELS).flatMap(([kind, word]) => {
		const count = bars.filter((bar) => bar.kind === kind).length;
		return count === 0 ? [] : [`${count} ${word}`];
	});
	return `Last ${counted(bars.length, 'run')}: ${parts.join(', ')}`;
}
