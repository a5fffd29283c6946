/** A span, open or ended, as the live store tells it. Structurally the app's wire form; see src/lib/trace. */
export interface LiveSpan {
	traceId: string;
	spanId: string;
	parentSpanId: string | null;
	name: string;
	kind: 'internal' | 'server' | 'client' | 'producer' | 'consumer';
	/** The instrumentation scope's name. */
	scope: string;
	/** `service.name` of the resource. */
	service: string;
	/** Nanoseconds since the Unix epoch, as a decimal string. */
	startTimeUnixNano: string;
	/** `null` while the span is open. */
	endTimeUnixNano: string | null;
	status: { code: 'unset' | 'ok' | 'error'; message?: string };
	attributes: Record<string, LiveValue>;
	events: { name: string; timeUnixNano: string; attributes: Record<string, LiveValue> }[];
	links: { traceId: string; spanId: string; attributes: Record<string, LiveValue> }[];
}

export type LiveValue = string | number | boolean | (string | number | boolean | null)[];

export interface LiveLog {
	timeUnixNano: string;
	level: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal';
	message: string;
	traceId: string | null;
	spanId: string | null;
	/** W3C trace flags of the span, such as 1 where its trace is sampled; unknown where they are missing. */
	traceFlags?: number;
	attributes: Record<string, LiveValue>;
}

export interface LiveTraceSummary {
	traceId: string;
	name: string;
	service: string;
	startTimeUnixNano: string;
	endTimeUnixNano: string | null;
	/**
	 * The part of this service: without spans that were taken in from another program, such as a page in a browser.
	 * The whole, where there are no others.
	 */
	ownStartTimeUnixNano: string;
	ownEndTimeUnixNano: string | null;
	spanCount: number;
	openCount: number;
	errorCount: number;
	statusCode: number | null;
	route: string | null;
}

export type LiveEvent =
	| { type: 'span.start'; traceId: string; spanId: string }
	| { type: 'span.end'; traceId: string; spanId: string }
	| { type: 'log'; traceId: string | null; log: LiveLog };

/** How long operations of one sort took, out of those that are held. In milliseconds. */
export interface UsualDuration {
	/** How many it is told from. */
	count: number;
	p50Ms: number;
	p99Ms: number;
}

/** How the process fared at one moment. */
export interface RuntimeSample {
	/** Milliseconds since the Unix epoch. */
	atMs: number;
	/** By how much timers were late over the ten seconds before, in milliseconds. */
	delayP50Ms: number;
	delayP99Ms: number;
	delayMaxMs: number;
	/** CPU time since the sample before, as a share of one CPU: above 1 where several are busy. */
	cpuShare: number;
	/** Live bytes of the JavaScript heap as of its last collection. */
	heapBytes: number;
	/** Physical memory in use. */
	residentBytes: number;
}

/** What is in memory now: open spans, recent traces, recent logs; every part of it bounded. */
export interface LiveStore {
	/** Every span of one trace that is held, open ones included, oldest start first; `[]` if unknown. */
	trace(traceId: string): LiveSpan[];
	/** One span, or `undefined` when it is no longer held. */
	span(traceId: string, spanId: string): LiveSpan | undefined;
	/** Log lines of one trace, oldest first. */
	logs(traceId: string): LiveLog[];
	/** The newest log lines of all, oldest first, at most `limit`. */
	newestLogs(limit: number): LiveLog[];
	/** The newest traces first, at most `limit`. */
	traces(limit: number): LiveTraceSummary[];
	/** Spans that have started and not ended, oldest first. */
	openSpans(): LiveSpan[];
	/**
	 * The spans that ended within the last minute, the newest first, at most `most`.
	 * @param leaveOut is asked once for a trace, with the oldest span of it that is open or else the last that ended
	 */
	ended(most: number, leaveOut?: (span: LiveSpan) => boolean): LiveSpan[];
	/**
	 * How long operations like that span take: of the same name, and about the same address or file where it names one.
	 * Up to some seconds old; `undefined` where too few of them are held.
	 */
	usual(span: Pick<LiveSpan, 'name' | 'attributes'>): UsualDuration | undefined;
	/** How many spans of a trace are open in this process. */
	openCount(traceId: string): number;
	/** Called synchronously; a listener that throws is reported to `diag` and kept. Returns the way out. */
	subscribe(listener: (event: LiveEvent) => void): () => void;
	/** The same for one trace only. */
	subscribeTrace(traceId: string, listener: (event: LiveEvent) => void): () => void;
	/** Records a log line beside the spans. */
	log(line: LiveLog): void;
	/** What was dropped because a bound was reached, since the start. */
	dropped(): { spans: number; traces: number; logs: number };
}
