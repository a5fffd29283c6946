import type { RunBar } from '$server/checks/model';
import type { RunState } from '$server/checks/schema';
import { counted } from '../words/number';

export const STRIP_SLOTS = 40;
/** Pixels: a slot is a bar and the gap after it; the line stands where passed bars begin. */
export const STRIP = {
	slot: 4.6,
	bar: 3,
	width: 182.4,
	line: 18,
	height: 27,
	full: 14,
	cap: 2,
	hang: 8,
} as const;

/** A run is slow from so much of its budget on, as a check is by its p95. */
const SLOW_FROM = 0.8;

export type BarKind = 'passed' | 'slow' | 'failed' | 'open' | 'none';

/** What of a run is drawn. */
export type StripRun = Pick<RunBar, 'state' | 'latencyMs'>;

/** What is drawn, in SVG: the bars of each kind are one path, which makes a page of many strips a third the size. */
export interface RunStrip {
	paths: { kind: BarKind; path: string }[];
	/** Where the first bar begins, in pixels; where there is none, the end. */
	firstX: number;
	/** The same in words. */
	label: string;
}

interface StripBar {
	kind: BarKind;
	x: number;
	y: number;
	height: number;
}

/**
 * The last runs as bars, newest at the right. Height is latency; slow is full height with a cap; failed
 * hangs below the line; what has not ended is open; what concluded nothing is a stub.
 * @param budgetMs the greatest duration that the check allows
 */
export function runStrip(runs: readonly StripRun[], budgetMs: number): RunStrip {
	const bars = stripBars(runs, budgetMs);
	return { paths: barPaths(bars), firstX: bars[0]?.x ?? STRIP.width, label: label(bars) };
}

export function stripBars(runs: readonly StripRun[], budgetMs: number): StripBar[] {
	const shown = runs.slice(-STRIP_SLOTS);
	const scaleMs = tallest(shown, budgetMs);
	const first = STRIP_SLOTS - shown.length;
	return shown.map((run, index) => bar(run, first + index, budgetMs, scaleMs));
}

function tallest(runs: readonly StripRun[], budgetMs: number): number {
	return Math.max(1, ...runs.map((run) => run.latencyMs ?? 0).filter((ms) => ms <= SLOW_FROM * budgetMs));
}

function bar(run: StripRun, slot: number, budgetMs: number, scaleMs: number): StripBar {
	const kind = kindOf(run, budgetMs);
	const height = heightOf(kind, run.latencyMs ?? 0, scaleMs);
	const y = kind === 'failed' ? STRIP.line : STRIP.line - height;
	return { kind, x: slot * STRIP.slot, y, height };
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

function kindOf({ state, latencyMs }: StripRun, budgetMs: number): BarKind {
	return state === 'passed' && latencyMs !== null && latencyMs > SLOW_FROM * budgetMs ? 'slow' : KINDS[state];
}

function heightOf(kind: BarKind, latencyMs: number, scaleMs: number): number {
	if (kind === 'failed') return STRIP.hang;
	if (kind === 'slow') return STRIP.full;
	if (kind === 'open') return 9;
	if (kind === 'none') return 2;
	return Math.max(2, Math.round((STRIP.full - 3) * (latencyMs / scaleMs)));
}

function barPaths(bars: readonly StripBar[]): RunStrip['paths'] {
	const paths = new Map<BarKind, string>();
	for (const bar of bars) paths.set(bar.kind, (paths.get(bar.kind) ?? '') + outline(bar));
	return [...paths].map(([kind, path]) => ({ kind, path }));
}

/** An open bar is drawn with a line, whose middle lies half a pixel inside. */
function outline({ kind, x, y, height }: StripBar): string {
	const inset = kind === 'open' ? 0.5 : 0;
	const body = box(x + inset, y + inset, STRIP.bar - 2 * inset, height - inset);
	return kind === 'slow' ? body + box(x, y - STRIP.cap - 1, STRIP.bar, STRIP.cap) : body;
}

function box(x: number, y: number, width: number, height: number): string {
	return `M${x.toFixed(1)} ${y}h${width}v${height}h-${width}z`;
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
