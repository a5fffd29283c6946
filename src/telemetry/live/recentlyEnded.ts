import type { HrTime } from '@opentelemetry/api';
import { readEnded, type EndedSpan } from '../otlp/endedSpan';
import { Glance } from '../otlp/protobuf/readSpan';
import { snapshot } from './snapshot';
import { compareTimes } from './time';
import type { HeldTrace, HeldTraces } from './traces';
import type { LiveSpan } from './types';

/** So many are looked at, whatever is held: those with an open span, and the newest. */
const MOST_TRACES = 100;
const WITHIN_S = 60;

/** A trace, and the last of its spans that was not told yet. */
interface Candidate {
	readonly trace: HeldTrace;
	readonly span: EndedSpan;
	readonly endTime: HrTime;
	/** Whether the trace was found to be one that is wanted. */
	readonly isWanted: boolean;
}

/**
 * See `LiveStore.ended`. In each trace the last end comes first, so that only the first of each and those that are told
 * are glanced at.
 */
export function recentlyEnded(
	held: HeldTraces,
	most: number,
	leaveOut: (span: LiveSpan) => boolean,
): LiveSpan[] {
	const since: HrTime = [Math.floor(Date.now() / 1e3) - WITHIN_S, 0];
	const candidates = held
		.recent(MOST_TRACES)
		.flatMap((trace) => candidate(trace, trace.ended, since, false) ?? []);
	const found: LiveSpan[] = [];
	for (let at = latest(candidates); at >= 0 && found.length < most; at = latest(candidates)) {
		const [next] = candidates.splice(at, 1);
		if (next === undefined || (!next.isWanted && isLeftOut(next.trace, leaveOut))) continue;
		found.push(snapshot(readEnded(next.span)));
		const following = candidate(next.trace, next.span.before, since, true);
		if (following !== undefined) candidates.push(following);
	}
	return found;
}

function candidate(
	trace: HeldTrace,
	span: EndedSpan | undefined,
	since: HrTime,
	isWanted: boolean,
): Candidate | undefined {
	if (span === undefined) return undefined;
	const { endTime } = new Glance(span.bytes);
	return compareTimes(endTime, since) < 0 ? undefined : { trace, span, endTime, isWanted };
}

/** The place of the one that ended last; -1 where there is none. */
function latest(candidates: readonly Candidate[]): number {
	let found = -1;
	let last: HrTime = [0, 0];
	for (const [at, { endTime }] of candidates.entries()) {
		if (found >= 0 && compareTimes(endTime, last) <= 0) continue;
		found = at;
		last = endTime;
	}
	return found;
}

/** The root starts first, and ends last. */
function isLeftOut({ open: [first], ended }: HeldTrace, leaveOut: (span: LiveSpan) => boolean): boolean {
	const telling = first ?? (ended && readEnded(ended));
	return telling !== undefined && leaveOut(snapshot(telling));
}
