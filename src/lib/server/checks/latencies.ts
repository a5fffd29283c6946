/** Three bytes for a bucket: its number in two digits, the first of them marked, and how often it was hit. */
const ENTRY = 3;
const BASE = 128;
const MARK = 128;
/** Buckets between a latency and ten times as much. */
const OF_DECADE = 160;
/** The first bucket is 0.01 ms, the last one 10,000 s. */
const BUCKETS = 9 * OF_DECADE + 1;
const FIRST_EXPONENT = -2;

/**
 * Latencies as roll-ups keep them: rounded to two digits, in steps of 0.2 from 10 to 20, of 0.5 to 50 and of 1 to 100,
 * in every power of ten. So each of them, and each percentile, is within 1.25 % of the truth. Those of several
 * roll-ups can be added up. The same rounding stands in SQL, as `latency_bucket`.
 */
export class Latencies {
	private readonly hits = new Uint32Array(BUCKETS);
	private count = 0;
	/** The first bucket that may have been hit. */
	private lowest = BUCKETS;

	/** @param encoded `run_rollups.latencies`, or several of them one after the other; a bucket may come again */
	add(encoded: Uint8Array): this {
		for (let at = 0; at + ENTRY <= encoded.length; at += ENTRY) {
			const hits = byte(encoded, at + 2);
			const bucket = (byte(encoded, at) - MARK) * BASE + byte(encoded, at + 1);
			this.hits[bucket] = (this.hits[bucket] ?? 0) + hits;
			this.count += hits;
			if (bucket < this.lowest) this.lowest = bucket;
		}
		return this;
	}

	/**
	 * As PostgreSQL's percentile_cont has it: between two latencies, in proportion.
	 * @param share from 0 to 1
	 * @returns milliseconds with five places; `null` where there is no latency
	 */
	percentile(share: number): number | null {
		if (this.count === 0) return null;
		const rank = share * (this.count - 1);
		const below = this.nth(Math.floor(rank));
		const above = this.nth(Math.ceil(rank));
		return Math.round(1e5 * (below + (above - below) * (rank - Math.floor(rank)))) / 1e5;
	}

	clear(): void {
		this.hits.fill(0);
		this.count = 0;
		this.lowest = BUCKETS;
	}

	/** The latency that so many others do not exceed. */
	private nth(index: number): number {
		let bucket = this.lowest;
		for (let passed = this.hits[bucket] ?? 0; passed <= index; passed += this.hits[bucket] ?? 0) bucket += 1;
		return bucketMs(bucket);
	}
}

/** What is rounded into a bucket, in milliseconds. */
export function bucketMs(bucket: number): number {
	const exponent = Math.floor(bucket / OF_DECADE) + FIRST_EXPONENT - 1;
	const digits = digitsOf(bucket % OF_DECADE);
	return exponent < 0 ? digits / 10 ** -exponent : digits * 10 ** exponent;
}

/** From 10 to 100. */
function digitsOf(step: number): number {
	if (step < 50) return 10 + step / 5;
	return step < 110 ? 20 + (step - 50) / 2 : 50 + (step - 110);
}

function byte(encoded: Uint8Array, at: number): number {
	return encoded[at] ?? 0;
}
