/** The shapes in which traces travel: REST, live stream, what is kept with a run. Imports nothing. */

import type { SessionEvent } from './sessionEvent';

export type SpanKind = 'internal' | 'server' | 'client' | 'producer' | 'consumer';
export type SpanStatus = { code: 'unset' | 'ok' | 'error'; message?: string };
export type AttributeValue = string | number | boolean | (string | number | boolean | null)[];
export type Attributes = Record<string, AttributeValue>;

export interface SpanEvent {
	name: string;
	/** Nanoseconds since the Unix epoch, as a decimal string. */
	timeUnixNano: string;
	attributes: Attributes;
}

export interface SpanLink {
	traceId: string;
	spanId: string;
	attributes: Attributes;
}

/** One span as everything outside `src/telemetry` sees it. */
export interface TraceSpan {
	/** 32 lower-case hex digits. */
	traceId: string;
	/** 16 lower-case hex digits. */
	spanId: string;
	parentSpanId: string | null;
	name: string;
	kind: SpanKind;
	/** The instrumentation scope's name. */
	scope: string;
	/** `service.name` of the resource. */
	service: string;
	/** Nanoseconds since the Unix epoch, as a decimal string. */
	startTimeUnixNano: string;
	/** `null` while the span is open. */
	endTimeUnixNano: string | null;
	status: SpanStatus;
	attributes: Attributes;
	events: SpanEvent[];
	links: SpanLink[];
}

export interface LogLine {
	timeUnixNano: string;
	level: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal';
	message: string;
	traceId: string | null;
	spanId: string | null;
	attributes: Attributes;
}

export interface Trace {
	traceId: string;
	spans: TraceSpan[];
	logs: LogLine[];
	/** What the run told of itself meanwhile, oldest first; empty where the trace is that of no run. */
	events: SessionEvent[];
}

export interface TraceSummary {
	traceId: string;
	/** The root's name; the oldest span's where the root is not here. */
	name: string;
	service: string;
	/** The run that this trace belongs to, if any. */
	runId: string | null;
	startTimeUnixNano: string;
	/** `null` while any span of it is open. */
	endTimeUnixNano: string | null;
	/** The server's part: without what a page in a browser told of itself. The whole, where nothing else is here. */
	ownStartTimeUnixNano: string;
	ownEndTimeUnixNano: string | null;
	spanCount: number;
	openCount: number;
	errorCount: number;
	/** `http.response.status_code` of the root, if it has one. */
	statusCode: number | null;
	/** `http.route` of the root, if it has one. */
	route: string | null;
}
