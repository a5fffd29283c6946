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

	/** @returns whether there was one left; it is gone now */
	take(): boolean {
		if (this.left < 1) this.refill();
		if (this.left < 1) return false;
		this.left -= 1;
		return true;
	}

	private refill(): void {
		const nowMs = performance.now();
		const more = ((nowMs - this.countedAtMs) / 1e3) * this.perSecond;
		this.countedAtMs = nowMs;
		this.left = Math.min(this.burst, this.left + more);
	}
}
