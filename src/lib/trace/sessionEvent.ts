/** What a session event may carry: plain JSON, cut and bounded before it gets here. */
export type SessionData = { [key: string]: SessionValue };
export type SessionValue = string | number | boolean | null | SessionValue[] | SessionData;

/** A line on a run's timeline. Best effort: what was dropped is told in events of type `telemetry.health`. */
export interface SessionEvent {
	/** The run's id: run, trace and session have one name. */
	sessionId: string;
	/** Unique within its session, and the same wherever it is read. */
	id: string;
	/** Dotted, of low cardinality, such as `step.request`. */
	type: string;
	/** One moment, or the two ends of a session span, which share a `correlationId`. */
	phase: 'event' | 'start' | 'end';
	/** Nanoseconds since the Unix epoch, as a decimal string. */
	timeUnixNano: string;
	/** The span that was active where it was emitted. */
	traceId: string | null;
	spanId: string | null;
	/** Of a session span, at both of its ends. */
	correlationId: string | null;
	/** `correlationId` of the session span around it. */
	parentId: string | null;
	/** How long a session span took, by the host's clock; of its end only. */
	latencyMs: number | null;
	/** The process that emitted it. */
	instanceId: string;
	data: SessionData;
}
