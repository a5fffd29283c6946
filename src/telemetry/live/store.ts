import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { report } from '../guard';
import { Listeners } from './listeners';
import { liveLogOf } from './logRecord';
import { Ring } from './ring';
import { snapshot } from './snapshot';
import { summarise } from './summary';
import { compareTimes } from './time';
import { HeldTraces, type Bounds } from './traces';
import type { LiveEvent, LiveLog, LiveSpan, LiveStore, LiveTraceSummary } from './types';

/** What people scroll through. All of it together stays under about 40 MB, whatever the app does. */
export const BOUNDS: Bounds = { traces: 1_000, spansPerTrace: 2_000, spans: 20_000 };
/** A few minutes of a busy app's lines. */
const LOG_BOUND = 5_000;

/**
 * What is in memory now. It holds the SDK's own spans and copies them only when somebody reads, because every
 * span of the app passes here and few are looked at.
 */
export class MemoryLiveStore implements LiveStore {
	private readonly held: HeldTraces;
	private readonly lines: Ring<LiveLog>;
	private readonly listeners = new Listeners();
	/** Emitting is synchronous: what comes by meanwhile is the line that is handed on. */
	private handingOn = false;

	/** @param onLog gets every line too: the way to the exporters. */
	constructor(
		private readonly onLog: (line: LiveLog) => void = () => {},
		bounds: Bounds = BOUNDS,
		logBound = LOG_BOUND,
	) {
		this.held = new HeldTraces(bounds);
		this.lines = new Ring(logBound);
	}

	spanStarted(span: ReadableSpan): void {
		if (this.held.start(span)) this.tellOf('span.start', span);
	}

	spanEnded(span: ReadableSpan): void {
		if (this.held.end(span)) this.tellOf('span.end', span);
	}

	trace(traceId: string): LiveSpan[] {
		const spans = [...(this.held.get(traceId)?.spans.values() ?? [])];
		return spans.sort((a, b) => compareTimes(a.startTime, b.startTime)).map(snapshot);
	}

	span(traceId: string, spanId: string): LiveSpan | undefined {
		const span = this.held.get(traceId)?.spans.get(spanId);
		return span === undefined ? undefined : snapshot(span);
	}

	logs(traceId: string): LiveLog[] {
		return this.lines.toArray().filter((line) => line.traceId === traceId);
	}

	traces(limit: number): LiveTraceSummary[] {
		return this.held.newest(limit).map(([traceId, trace]) => summarise(traceId, trace));
	}

	openSpans(): LiveSpan[] {
		return [...this.held.open].map(snapshot);
	}

	openCount(traceId: string): number {
		return this.held.get(traceId)?.open ?? 0;
	}

	subscribe(listener: (event: LiveEvent) => void): () => void {
		return this.listeners.add(listener);
	}

	subscribeTrace(traceId: string, listener: (event: LiveEvent) => void): () => void {
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
		return { ...this.held.dropped, logs: this.lines.overwritten };
	}

	private keep(line: LiveLog): void {
		this.lines.push(line);
		if (this.listeners.heard(line.traceId)) {
			this.listeners.tell({ type: 'log', traceId: line.traceId, log: line });
		}
	}

	private tellOf(type: 'span.start' | 'span.end', span: ReadableSpan): void {
		const { traceId, spanId } = span.spanContext();
		if (this.listeners.heard(traceId)) this.listeners.tell({ type, traceId, spanId });
	}
}
