import type { SessionEvent } from '$trace/sessionEvent';
import { msSince, parseNano } from '$trace/time';
import type { TracePart } from '../sessions/traceParts';

/**
 * A part's session events, with an end for every session span that a killed process left open: it will not end them.
 * They end when that process was last heard of, and say that they were lost.
 */
export function closeLostEvents({
	events,
	updatedAt,
}: Pick<TracePart, 'events' | 'updatedAt'>): SessionEvent[] {
	const ended = new Set(events.filter(({ phase }) => phase === 'end').map((event) => event.correlationId));
	const open = events.filter((event) => event.phase === 'start' && !ended.has(event.correlationId));
	return [...events, ...open.map((start) => lostEnd(start, `${updatedAt.getTime()}000000`))];
}

function lostEnd(start: SessionEvent, heardAt: string): SessionEvent {
	const ms = msSince(parseNano(start.timeUnixNano), parseNano(heardAt));
	return {
		...start,
		id: `${start.id}-lost`,
		phase: 'end',
		timeUnixNano: ms < 0 ? start.timeUnixNano : heardAt,
		latencyMs: Math.max(0, ms),
		data: { ...start.data, lost: true },
	};
}
