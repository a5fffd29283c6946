/** How often it is looked: at 20 ms, an idle process spends about 0.4 % of one CPU on it. */
const TICK_MS = 20;

export interface DelayStatistics {
	minMs: number;
	maxMs: number;
	meanMs: number;
	p50Ms: number;
	p90Ms: number;
	p99Ms: number;
}

/**
 * By how much timers were late, over the last `windowMs`: what anything that was due had to wait for the event
 * loop. Not `monitorEventLoopDelay`: Bun 1.4 has only one for the whole process, so that anybody's `reset()` or
 * `disable()` would blind everybody else.
 */
export class DelayWindow {
	/** The newest ones, in a ring. */
	private readonly delaysMs: Float64Array;
	private ticks = 0;
	private lastMs = performance.now();
	private readonly timer: ReturnType<typeof setInterval>;

	constructor(windowMs: number) {
		this.delaysMs = new Float64Array(Math.max(1, Math.ceil(windowMs / TICK_MS)));
		this.timer = setInterval(() => this.tick(), TICK_MS);
		this.timer.unref();
	}

	/**
	 * @param lastMs of the window, its newest part; all of it unless given
	 * @returns `undefined` before the first tick
	 */
	statistics(lastMs = Number.POSITIVE_INFINITY): DelayStatistics | undefined {
		const sorted = this.sorted(Math.ceil(lastMs / TICK_MS));
		if (sorted.length === 0) return undefined;
		const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
		const sum = sorted.reduce((total, delay) => total + delay, 0);
		return {
			minMs: at(0),
			maxMs: at(1),
			meanMs: sum / sorted.length,
			p50Ms: at(0.5),
			p90Ms: at(0.9),
			p99Ms: at(0.99),
		};
	}

	stop(): void {
		clearInterval(this.timer);
	}

	private tick(): void {
		const now = performance.now();
		this.delaysMs[this.ticks % this.delaysMs.length] = Math.max(0, now - this.lastMs - TICK_MS);
		this.lastMs = now;
		this.ticks += 1;
	}

	/** With the tick that is late just now: whoever collects right after a block would not see it otherwise. */
	private sorted(mostTicks: number): Float64Array {
		const newest = this.newest(Math.min(this.ticks, this.delaysMs.length, mostTicks));
		const lateMs = performance.now() - this.lastMs - TICK_MS;
		if (lateMs <= 0) return newest.sort();
		const all = new Float64Array(newest.length + 1);
		all.set(newest);
		all[newest.length] = lateMs;
		return all.sort();
	}

	/** A copy of the last `count` of them, in any order. */
	private newest(count: number): Float64Array {
		const { length } = this.delaysMs;
		if (count === length) return this.delaysMs.slice();
		return Float64Array.from(
			{ length: count },
			(_, back) => this.delaysMs[(this.ticks - 1 - back) % length] ?? 0,
		);
	}
}
