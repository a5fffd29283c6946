/** CPU time of the process at one moment, in microseconds. */
export interface CpuReading {
	/** Monotonic. */
	atMs: number;
	user: number;
	system: number;
}

/** A reader in a hurry leaves no more than one reading in this time. */
const LEAST_BETWEEN_MS = 1_000;

/**
 * CPU time as a share of all CPUs, over the last `windowMs`, or since the last reading where that is longer ago.
 * Readers that collect at different times do not shorten each other's window.
 */
export class CpuWindow {
	/** Oldest first. */
	private readonly readings: CpuReading[] = [];

	constructor(
		private readonly windowMs: number,
		private readonly cpus: number,
	) {}

	/** @returns shares from 0 to 1; `undefined` for the first reading, which has nothing to be compared with */
	share(now: CpuReading): { user: number; system: number } | undefined {
		while (this.isBeyond(this.readings[1], now)) this.readings.shift();
		const base = this.readings[0];
		const newest = this.readings.at(-1);
		if (newest === undefined || now.atMs - newest.atMs >= LEAST_BETWEEN_MS) this.readings.push(now);
		if (base === undefined || now.atMs <= base.atMs) return undefined;
		const available = (now.atMs - base.atMs) * 1e3 * this.cpus;
		return { user: (now.user - base.user) / available, system: (now.system - base.system) / available };
	}

	private isBeyond(reading: CpuReading | undefined, now: CpuReading): boolean {
		return reading !== undefined && now.atMs - reading.atMs >= this.windowMs;
	}
}
