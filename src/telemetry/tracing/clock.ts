import type { HrTime } from '@opentelemetry/api';

/** A wall clock that was set, or a machine that slept: above this the anchor is taken anew. */
const MOST_DRIFT_MS = 20;
/** The wall clock is not asked for every trace: that costs as much as making a span. */
const LOOK_EVERY_MS = 100;

let anchorMs = performance.timeOrigin;
let lookedAtMs = -Infinity;

/**
 * What is to be added to `performance.now()` for the time of day, in milliseconds since 1970. A trace keeps the anchor
 * of its first span in this process, so that no child begins or ends outside its parent when somebody sets the clock;
 * only a new one may see that it was set.
 * @param nowMs what `performance.now()` says, or has said lately
 */
export function newAnchor(nowMs = performance.now()): number {
	if (nowMs - lookedAtMs < LOOK_EVERY_MS) return anchorMs;
	lookedAtMs = nowMs;
	const anchor = Date.now() - performance.now();
	if (Math.abs(anchor - anchorMs) > MOST_DRIFT_MS) anchorMs = anchor;
	return anchorMs;
}

/**
 * The time of day of a moment of the monotonic clock.
 * Whole milliseconds and the rest are added apart: together they would not fit a double to the nanosecond.
 */
export function timeOfDay(anchor: number, nowMs: number): HrTime {
	const wholeMs = Math.floor(anchor);
	const restMs = anchor - wholeMs + nowMs;
	const moreMs = Math.floor(restMs);
	const millis = wholeMs + moreMs;
	const seconds = Math.floor(millis / 1e3);
	return [seconds, (millis - seconds * 1e3) * 1e6 + Math.floor((restMs - moreMs) * 1e6)];
}
