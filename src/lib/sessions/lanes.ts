import type { SessionData, SessionEvent } from '$trace/sessionEvent';
import { epochMs, parseNano } from '$trace/time';
import { typeFilter } from './typeFilter';

/** What was dropped of a session is told apart, not as a line of it. */
export const HEALTH = 'telemetry.health';

/** A line on a run's timeline: a session span with its two ends, or a single event. */
export interface Lane {
	/** Stays the same while a span is open and when it has ended. */
	readonly key: string;
	readonly type: string;
	/** How many session spans it stands in, of those that are shown. */
	readonly depth: number;
	/** Milliseconds since the origin. */
	readonly startMs: number;
	/** `null` for a session span that is open; where it starts for a single event. */
	readonly endMs: number | null;
	readonly isSpan: boolean;
	/** By the clock of its host; `null` while it is open, and for a single event. */
	readonly latencyMs: number | null;
	/** It failed, or never ended by itself. */
	readonly failed: boolean;
	/** The span of the trace in which it was told. */
	readonly spanId: string | null;
	readonly instanceId: string;
	readonly data: SessionData;
}

interface Draft {
	event: SessionEvent;
	end: SessionEvent | undefined;
}

/**
 * Session events as lines, each below the one that it stands in and in the order of their times. An end whose start is
 * not known any more begins as long ago as it took; parents that are unknown or go in circles are none.
 * @param originMs milliseconds since the Unix epoch
 * @param types prefix globs; all unless given
 */
export function lanesOf(
	events: readonly SessionEvent[],
	originMs: number,
	types: readonly string[] = [],
): Lane[] {
	const wanted = typeFilter(types);
	const drafts = draftsOf(events.filter(({ type }) => type !== HEALTH && wanted(type)));
	const children = Map.groupBy(drafts.values(), ({ event }) => parentIn(drafts, event));
	const lanes: Lane[] = [];
	const seen = new Set<Draft>();
	const add = (draft: Draft, depth: number): void => {
		if (seen.has(draft)) return;
		seen.add(draft);
		lanes.push(laneOf(draft, depth, originMs));
		for (const child of inOrder(children.get(draft.event.correlationId ?? '') ?? [])) add(child, depth + 1);
	};
	for (const root of inOrder(children.get(null) ?? [])) add(root, 0);
	for (const draft of inOrder([...drafts.values()])) add(draft, 0);
	return lanes;
}

/** What was dropped so far, by its reason, over all processes that told of it. */
export function droppedIn(events: readonly SessionEvent[]): Map<string, number> {
	const latest = new Map<string, SessionEvent>();
	for (const event of events.filter(({ type }) => type === HEALTH)) {
		const known = latest.get(event.instanceId);
		if (known === undefined || nano(known) <= nano(event)) latest.set(event.instanceId, event);
	}
	const counts = new Map<string, number>();
	for (const { data } of latest.values()) {
		for (const [reason, count] of Object.entries(isData(data.total) ? data.total : {})) {
			if (typeof count === 'number') counts.set(reason, (counts.get(reason) ?? 0) + count);
		}
	}
	return counts;
}

/** When the first event was, in milliseconds since the Unix epoch; 0 where there is none. */
export function firstMs(events: readonly SessionEvent[]): number {
	return events.length === 0
		? 0
		: events.reduce((first, event) => Math.min(first, epochMs(nano(event))), Infinity);
}

/** The last moment of any line, in milliseconds since the origin. @param nowMs open ones reach up to here */
export function lastMs(lanes: readonly Lane[], nowMs: number): number {
	return lanes.reduce((last, lane) => Math.max(last, lane.endMs ?? nowMs), 0);
}

/** By what names a span: its correlation id; or, for a single event, its own id. */
function draftsOf(events: readonly SessionEvent[]): Map<string, Draft> {
	const drafts = new Map<string, Draft>();
	for (const event of events) {
		const key = event.correlationId ?? event.id;
		const known = drafts.get(key);
		if (known === undefined) drafts.set(key, { event, end: event.phase === 'end' ? event : undefined });
		else if (event.phase === 'start') known.event = event;
		else if (event.phase === 'end') known.end = event;
	}
	return drafts;
}

function parentIn(drafts: ReadonlyMap<string, Draft>, { parentId }: SessionEvent): string | null {
	return parentId !== null && drafts.has(parentId) ? parentId : null;
}

function inOrder(drafts: readonly Draft[]): Draft[] {
	return drafts.toSorted((a, b) => Number(nano(a.event) - nano(b.event)));
}

function laneOf({ event, end }: Draft, depth: number, originMs: number): Lane {
	const latencyMs = end?.latencyMs ?? null;
	const atMs = msOf(event, originMs);
	const startMs = event.phase === 'end' ? atMs - (latencyMs ?? 0) : atMs;
	const data = { ...event.data, ...end?.data };
	const { type, spanId, instanceId, correlationId, id } = event;
	return {
		key: correlationId ?? id,
		type,
		depth,
		startMs,
		endMs: endOf(event, end, startMs, originMs),
		isSpan: event.phase !== 'event',
		latencyMs,
		failed: hasFailed(data),
		spanId,
		instanceId,
		data,
	};
}

function hasFailed({ error, state, unended, lost }: SessionData): boolean {
	return error !== undefined || state === 'failed' || state === 'error' || unended === true || lost === true;
}

function endOf(
	event: SessionEvent,
	end: SessionEvent | undefined,
	startMs: number,
	originMs: number,
): number | null {
	if (event.phase === 'event') return startMs;
	return end === undefined ? null : Math.max(startMs, msOf(end, originMs));
}

function msOf(event: SessionEvent, originMs: number): number {
	return epochMs(nano(event)) - originMs;
}

function nano({ timeUnixNano }: SessionEvent): bigint {
	return parseNano(timeUnixNano);
}

function isData(value: unknown): value is SessionData {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
