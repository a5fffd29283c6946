/** So many at once, and so many a second from then on: a token bucket. */
export class Allowance {
	private left: number;
	private countedAtMs = performance.now();

	/**
	 * @param burst as many as may come at once
	 * @param perSecond as many as come to it in a second
	 */
	constructor(
		private readonly burst: number,
		private readonly perSecond: number,
	) {
		this.left = burst;
	}

	/**
	 * @param nowMs what `performance.now()` says, or has said lately
	 * @returns whether there was one left; it is gone now
	 */
	take(nowMs = performance.now()): boolean {
		if (this.left < 1) this.refill(nowMs);
		if (this.left < 1) return false;
		this.left -= 1;
		return true;
	}

	private refill(nowMs: number): void {
		const more = (Math.max(0, nowMs - this.countedAtMs) / 1e3) * this.perSecond;
		this.countedAtMs = Math.max(nowMs, this.countedAtMs);
		this.left = Math.min(this.burst, this.left + more);
	}
}
