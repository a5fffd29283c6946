import type { HrTime, TimeInput } from '@opentelemetry/api';

/* As `@opentelemetry/core` has them, which takes 6 ms to load. */

/** Of two times of day; its seconds are negative where the end comes first. */
export function hrTimeDuration(start: HrTime, end: HrTime): HrTime {
	const seconds = end[0] - start[0];
	const nanos = end[1] - start[1];
	return nanos < 0 ? [seconds - 1, nanos + 1e9] : [seconds, nanos];
}

export function isTimeInputHrTime(value: unknown): value is HrTime {
	if (!Array.isArray(value) || value.length !== 2) return false;
	return typeof value[0] === 'number' && typeof value[1] === 'number';
}

export function isTimeInput(value: unknown): value is TimeInput {
	return isTimeInputHrTime(value) || typeof value === 'number' || value instanceof Date;
}
