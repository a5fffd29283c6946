/** Nanoseconds stay `bigint` until they are small: relative to a trace's origin a double holds them exactly. */

/** @returns nanoseconds since the Unix epoch; 0 for text that is no whole number, so that one bad span cannot break a page. */
export function parseNano(text: string): bigint {
	return /^\d{1,20}$/.test(text) ? BigInt(text) : 0n;
}

/** Milliseconds since the Unix epoch, with what a double keeps of the microseconds. */
export function epochMs(nano: bigint): number {
	return Number(nano / 1000n) / 1000;
}

/** Milliseconds from `origin` to `nano`; negative when it lies before. */
export function msSince(origin: bigint, nano: bigint): number {
	return Number(nano - origin) / 1e6;
}

/** The other way: a time in milliseconds since the Unix epoch, seen from `origin`. */
export function msSinceOrigin(origin: bigint, unixMs: number): number {
	return unixMs - epochMs(origin);
}
