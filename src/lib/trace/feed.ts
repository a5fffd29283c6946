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

/** One message of `/api/v1/live`, over WebSocket as over server-sent events. */
export type FeedFrame<Run = unknown> =
	/** The first one. `resumed` says whether it goes on right behind the cursor that was asked for. */
	| { type: 'hello'; cursor: string; session: string | null; resumed: boolean; timeUnixNano: string }
	/** Whoever connects again with the cursor of the last frame misses nothing that is still held. */
	| (FeedItem<Run> & { cursor: string })
	/** This reader was too slow, and has lost so many of the oldest frames since it was last told. */
	| { type: 'dropped'; count: number };
