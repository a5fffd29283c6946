import type { SessionEvent } from './sessionEvent';
import type { LogLine, TraceSpan } from './wire';

/** Something that has just happened, as the live feed tells it. */
export type FeedItem<Run = unknown> =
	/** A span that started, or changed while it is open; or that ended. */
	| { type: 'span.start' | 'span.end'; span: TraceSpan }
	| { type: 'log'; log: LogLine }
	| { type: 'session.event'; event: SessionEvent }
	/** The run itself, whole, each time that its state changed; in the feed of one session only. */
	| { type: 'run'; run: Run }
	/** The run has ended and its trace is quiet: nothing more will come; in the feed of one session only. */
	| { type: 'end' };

/**
 * One message of `/api/v1/live`, over WebSocket as over server-sent events. Whoever connects again with the cursor of
 * the last frame goes on right behind it, and misses nothing that is still held.
 */
export type FeedFrame<Run = unknown> =
	/**
	 * The first one. `resumed` says whether it goes on behind the cursor that was asked for. The feed of a session that
	 * does not begins with all that is known; the cursor is empty until the last frame of that.
	 */
	| { type: 'hello'; cursor: string; session: string | null; resumed: boolean; timeUnixNano: string }
	| (FeedItem<Run> & { cursor: string })
	/** This reader was too slow, and has lost so many of the oldest frames since it was last told. */
	| { type: 'dropped'; count: number }
	/** The session that this reader came with is over: nothing more is told, and the connection is closed. */
	| { type: 'access.end'; reason: AccessEnd };

/** Why a reader may not listen any more. */
export type AccessEnd = 'expired' | 'signed_out';

/** A place in a feed, as a cursor says it. */
export interface FeedPlace {
	/** Which feed of which process, since which start. */
	feed: string;
	/** Counts up from 1. */
	sequence: number;
}

export function writeCursor({ feed, sequence }: FeedPlace): string {
	return `${feed}.${sequence}`;
}

/** @returns `null` where it is none, such as the empty one */
export function readCursor(cursor: string): FeedPlace | null {
	const match = /^([0-9a-z-]{1,80})\.(\d{1,15})$/.exec(cursor);
	return match === null ? null : { feed: match[1] ?? '', sequence: Number(match[2]) };
}

/** Whether one cursor is further on than another of the same feed. Those of two feeds say nothing of each other. */
export function isBehind(cursor: string, other: string): boolean {
	const [place, from] = [readCursor(cursor), readCursor(other)];
	return place !== null && from !== null && place.feed === from.feed && place.sequence > from.sequence;
}

/** A span as the item that tells of it. */
export function spanItem(span: TraceSpan): { type: 'span.start' | 'span.end'; span: TraceSpan } {
	return { type: span.endTimeUnixNano === null ? 'span.start' : 'span.end', span };
}
