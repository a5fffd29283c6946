/** A wall clock that was set, or a machine that slept: above this the anchor is taken anew. */
const MOST_DRIFT_MS = 20;
const LOOK_EVERY_MS = 100;
const NANOS_PER_MS = 1e6;

let anchorMs = performance.timeOrigin;
let lookedAtMs = -Infinity;

/**
 * The time of day of a moment of the monotonic clock, so that events lie where the spans around them do.
 * @param nowMs what `performance.now()` says
 * @returns nanoseconds since the Unix epoch, as a decimal string
 */
export function timeUnixNano(nowMs: number): string {
	if (nowMs - lookedAtMs >= LOOK_EVERY_MS) look(nowMs);
	const wholeMs = Math.floor(anchorMs);
	const restMs = anchorMs - wholeMs + nowMs;
	const moreMs = Math.floor(restMs);
	const nanos = Math.floor((restMs - moreMs) * NANOS_PER_MS);
	return `${wholeMs + moreMs}${String(nanos).padStart(6, '0')}`;
}

function look(nowMs: number): void {
	lookedAtMs = nowMs;
	const now = Date.now() - performance.now();
	if (Math.abs(now - anchorMs) > MOST_DRIFT_MS) anchorMs = now;
}
