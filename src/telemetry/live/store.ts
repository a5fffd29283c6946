import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { report } from '../guard';
import { readEnded, type EndedSpan } from '../otlp/endedSpan';
import { Glance } from '../otlp/protobuf/readSpan';
import { HeldLines } from './heldLines';
import { Listeners } from './listeners';
import { liveLogOf } from './logRecord';
import { recentlyEnded } from './recentlyEnded';
import { snapshot } from './snapshot';
import { summarise } from './summary';
import { compareTimes } from './time';
import { HeldTraces, type Bounds, type HeldTrace } from './traces';
import type { LiveEvent, LiveLog, LiveSpan, LiveStore, LiveTraceSummary, UsualDuration } from './types';
import { UsualDurations } from './usualDurations';

/**
 * What people scroll through. All of it together stays under about 20 MB, whatever the app does: 12 MB of encoded
 * spans, 4 MB of what holds them, and 4 MB of lines. Spans that are open are the app's own, whoever looks at them.
 */
export const BOUNDS: Bounds = { traces: 1_000, spansPerTrace: 2_000, spans: 20_000, bytes: 12_000_000 };
/** A few minutes of a busy app's lines, unless they are long ones. */
const LOG_BOUND = 5_000;
const LOG_BYTES = 4_000_000;

/**
 * What is in memory now. It holds spans as they are while they are open, and as bytes once they have ended; whoever
 * reads makes the copies, because every span of the app passes here and few are looked at.
 */
export class MemoryLiveStore implements LiveStore {
	private readonly held: HeldTraces;
	private readonly lines: HeldLines;
	private readonly usually: UsualDurations;
	private readonly listeners = new Listeners();
	private settle: () => void = () => {};
	/** Emitting is synchronous: what comes by meanwhile is the line that is handed on. */
	private handingOn = false;

	/** @param onLog gets every line too: the way to the exporters. */
	constructor(
		private readonly onLog: (line: LiveLog) => void = () => {},
		bounds: Bounds = BOUNDS,
		logBound = LOG_BOUND,
	) {
		this.held = new HeldTraces(bounds);
		this.usually = new UsualDurations(() => this.settled().newest(bounds.traces));
		this.lines = new HeldLines(logBound, LOG_BYTES);
	}

	/** @param settle brings here what has happened and waits to be told; called before anything is read. */
	settleBeforeReading(settle: () => void): void {
		this.settle = settle;
	}

	/** Whether somebody is told of what happens in this trace. */
	isWatched(traceId: string): boolean {
		return this.listeners.heard(traceId);
	}

	/** Whether something of this trace is held. */
	knows(traceId: string): boolean {
		return this.held.get(traceId) !== undefined;
	}

	/** There was a trace that is not held: there were more than anybody could look at. */
	passed(): void {
		this.held.dropped.traces += 1;
	}

	/** @param parent where it is a span of this process; a span finds its trace faster by it */
	spanStarted(span: ReadableSpan, parent?: object): void {
		const trace = this.held.start(span, parent);
		if (trace !== undefined) this.tellOf('span.start', trace, span);
	}

	/** @param ended `undefined` where nothing of it could be encoded */
	spanEnded(span: ReadableSpan, ended: EndedSpan | undefined): void {
		const trace = this.held.end(span, ended);
		if (trace !== undefined) this.tellOf('span.end', trace, span);
	}

	/** Of those that began in the same nanosecond, the one that ended later comes first: it may be the parent. */
	trace(traceId: string): LiveSpan[] {
		const held = this.settled().get(traceId);
		if (held === undefined) return [];
		return inOrder([...held.open, ...Array.from(held.endedSpans(), readEnded)]);
	}

	span(traceId: string, spanId: string): LiveSpan | undefined {
		const held = this.settled().get(traceId);
		const span = held && spanOf(held, spanId);
		return span === undefined ? undefined : snapshot(span);
	}

	logs(traceId: string): LiveLog[] {
		return this.lines.of(traceId);
	}

	newestLogs(limit: number): LiveLog[] {
		return limit > 0 ? this.lines.toArray().slice(-limit) : [];
	}

	traces(limit: number): LiveTraceSummary[] {
		return this.settled().newest(limit).map(summarise);
	}

	openSpans(): LiveSpan[] {
		return inOrder(this.settled().openSpans());
	}

	ended(most: number, leaveOut: (span: LiveSpan) => boolean = () => false): LiveSpan[] {
		return recentlyEnded(this.settled(), most, leaveOut);
	}

	usual(span: Pick<LiveSpan, 'name' | 'attributes'>): UsualDuration | undefined {
		return this.usually.of(span);
	}

	openCount(traceId: string): number {
		return this.settled().get(traceId)?.open.length ?? 0;
	}

	subscribe(listener: (event: LiveEvent) => void): () => void {
		this.settle();
		return this.listeners.add(listener);
	}

	subscribeTrace(traceId: string, listener: (event: LiveEvent) => void): () => void {
		this.settle();
		return this.listeners.addTo(traceId, listener);
	}

	log(line: LiveLog): void {
		this.handingOn = true;
		try {
			this.onLog(line);
		} catch (error) {
			report('Handing on a log line', error);
		} finally {
			this.handingOn = false;
		}
		this.keep(line);
	}

	/** A record of the logs pipeline; one that is on its way there from here is held already. */
	recordEmitted(record: ReadableLogRecord): void {
		if (!this.handingOn) this.keep(liveLogOf(record));
	}

	dropped(): { spans: number; traces: number; logs: number } {
		return { ...this.settled().dropped, logs: this.lines.overwritten };
	}

	/** As it is now, for who reads. */
	private settled(): HeldTraces {
		this.settle();
		return this.held;
	}

	private keep(line: LiveLog): void {
		this.lines.push(line);
		if (this.listeners.heard(line.traceId)) {
			this.listeners.tell({ type: 'log', traceId: line.traceId, log: line });
		}
	}

	private tellOf(type: 'span.start' | 'span.end', { traceId }: HeldTrace, span: ReadableSpan): void {
		if (!this.listeners.heard(traceId)) return;
		this.listeners.tell({ type, traceId, spanId: span.spanContext().spanId });
	}
}

/** Oldest start first. */
function inOrder(spans: readonly ReadableSpan[]): LiveSpan[] {
	const timed = spans.map((span) => ({ span, startTime: span.startTime }));
	return timed.sort((a, b) => compareTimes(a.startTime, b.startTime)).map(({ span }) => snapshot(span));
}

/** Mostly it is asked for one that has just started, or just ended. */
function spanOf(held: HeldTrace, spanId: string): ReadableSpan | undefined {
	const open = held.open.findLast((span) => span.spanContext().spanId === spanId);
	if (open !== undefined) return open;
	for (const ended of held.endedSpans()) {
		if (new Glance(ended.bytes).spanId === spanId) return readEnded(ended);
	}
	return undefined;
}
