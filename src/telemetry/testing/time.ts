import type { HrTime } from '@opentelemetry/api';

/** One moment, or one duration, in nanoseconds. */
export function nanos([seconds, rest]: HrTime): bigint {
	return BigInt(seconds) * 1_000_000_000n + BigInt(rest);
}

/** Lets so many milliseconds pass without giving way: timers are too coarse for what takes microseconds. */
export function spin(ms: number): void {
	const until = performance.now() + ms;
	while (performance.now() < until);
}
