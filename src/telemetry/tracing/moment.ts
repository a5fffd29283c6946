import type { HrTime, TimeInput } from '@opentelemetry/api';
import { timeOfDay } from './clock';
import { hrTimeDuration, isTimeInputHrTime } from './times';
import { warn } from './warn';

/** A time of the monotonic clock in milliseconds, as `performance.now()` tells it; or a time of day that was given. */
export type Moment = number | HrTime;

/**
 * What a given time means: a number is of `performance.now()` where it can be, else milliseconds since 1970, as the SDK
 * has it. Where none is given, or what is given is no time, it is now.
 */
export function momentOf(given: TimeInput | undefined): Moment {
	if (given === undefined) return performance.now();
	try {
		const moment = read(given);
		if (moment !== undefined) return moment;
		warn('A time was given that is none; it is taken to be now');
	} catch {
		warn('A time was given that cannot be read; it is taken to be now');
	}
	return performance.now();
}

function read(given: unknown): Moment | undefined {
	if (typeof given === 'number') return given <= performance.now() ? given : fromEpoch(given);
	if (given instanceof Date) return fromEpoch(given.getTime());
	if (!isTimeInputHrTime(given)) return undefined;
	const [seconds, nanos] = given;
	return Number.isFinite(seconds + nanos) ? [seconds, nanos] : undefined;
}

function fromEpoch(ms: number): HrTime | undefined {
	if (!Number.isFinite(ms)) return undefined;
	const seconds = Math.trunc(ms / 1e3);
	const nanos = Math.round((ms % 1e3) * 1e6);
	return nanos < 1e9 ? [seconds, nanos] : [seconds + 1, 0];
}

/** @param anchor of the trace's clock */
export function hrTimeOf(anchor: number, moment: Moment): HrTime {
	return typeof moment === 'number' ? timeOfDay(anchor, moment) : moment;
}

/** Whether a span that began and ended so would have ended before it began. */
export function isBefore(anchor: number, end: Moment, start: Moment): boolean {
	if (typeof end === 'number' && typeof start === 'number') return end < start;
	return hrTimeDuration(hrTimeOf(anchor, start), hrTimeOf(anchor, end))[0] < 0;
}
