import type { HrTime } from '@opentelemetry/api';

/** Nanoseconds since the Unix epoch, as a decimal string. */
export function nanos([seconds, rest]: HrTime): string {
	return `${seconds}${String(rest).padStart(9, '0')}`;
}

/** Negative where `a` is the earlier. */
export function compareTimes(a: HrTime, b: HrTime): number {
	return a[0] === b[0] ? a[1] - b[1] : a[0] - b[0];
}
