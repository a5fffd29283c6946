/** The last so many durations, of which the percentiles are told. */
export class Latencies {
	private readonly ring: Float64Array;
	private recorded = 0;

	constructor(size = 256) {
		this.ring = new Float64Array(size);
	}

	record(milliseconds: number): void {
		this.ring[this.recorded++ % this.ring.length] = milliseconds;
	}

	/** In milliseconds; `null` before the first. */
	summary(): { last: number; p50: number; p99: number } | null {
		if (this.recorded === 0) return null;
		const sorted = this.ring.slice(0, Math.min(this.recorded, this.ring.length)).sort();
		const at = (fraction: number) => sorted[Math.ceil(fraction * sorted.length) - 1] ?? 0;
		return {
			last: this.ring[(this.recorded - 1) % this.ring.length] ?? 0,
			p50: at(0.5),
			p99: at(0.99),
		};
	}
}
