import type { Interval } from '$trace/interval';
import { inside, panned, withEdge, zoomed } from '$trace/zoom';

/** Which stretch of a trace is looked at, in milliseconds since its origin. Anything done by hand lets go of now. */
export class TimeWindow {
	readonly #whole: () => Interval;
	/** `null` while the whole is shown, and now is followed. */
	#held: Interval | null = $state.raw(null);

	constructor(whole: () => Interval) {
		this.#whole = whole;
	}

	get whole(): Interval {
		return this.#whole();
	}

	get shown(): Interval {
		return this.#held ?? this.whole;
	}

	get following(): boolean {
		return this.#held === null;
	}

	set following(follow: boolean) {
		this.#held = follow ? null : this.shown;
	}

	/** Whether less than the whole is shown. */
	get zoomed(): boolean {
		const { fromMs, toMs } = this.shown;
		return this.#held !== null && toMs - fromMs < (this.whole.toMs - this.whole.fromMs) * 0.999;
	}

	show(window: Interval): void {
		this.#held = inside(window, this.whole);
	}

	/** Moves the window to a stretch that lies outside it, as long as the window is not the whole. */
	include({ fromMs, toMs }: Interval): void {
		const { shown } = this;
		if (!this.zoomed || (toMs >= shown.fromMs && fromMs <= shown.toMs)) return;
		const length = shown.toMs - shown.fromMs;
		const middleMs = (fromMs + Math.min(toMs, fromMs + length)) / 2;
		this.show({ fromMs: middleMs - length / 2, toMs: middleMs + length / 2 });
	}

	/** @param factor below 1 comes nearer @param atMs what stays in its place; the middle, where nobody points */
	zoom(factor: number, atMs = (this.shown.fromMs + this.shown.toMs) / 2): void {
		this.#held = zoomed(this.shown, this.whole, atMs, factor);
	}

	/** @param share of the window's own length; below 0 earlier */
	pan(share: number): void {
		this.#held = panned(this.shown, this.whole, share);
	}

	setEdge(edge: 'from' | 'to', atMs: number): void {
		this.#held = withEdge(this.shown, this.whole, edge, atMs);
	}

	reset(): void {
		this.#held = null;
	}
}
