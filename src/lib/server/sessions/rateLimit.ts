const WINDOW_MS = 1000;

/** Lets at most `most` pass within any one second, wherever that begins. */
export class RateLimit {
	/** When the last ones passed; once it is full, the oldest of them stands at `oldest`. */
	private readonly times: number[] = [];
	private oldest = 0;

	constructor(private readonly most: number) {}

	/** @param nowMs `performance.now`; must not go back */
	pass(nowMs: number): boolean {
		if (this.times.length < this.most) {
			this.times.push(nowMs);
			return true;
		}
		const oldestMs = this.times[this.oldest];
		if (oldestMs === undefined || nowMs - oldestMs < WINDOW_MS) return false;
		this.times[this.oldest] = nowMs;
		this.oldest = (this.oldest + 1) % this.times.length;
		return true;
	}
}
