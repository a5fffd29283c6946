import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { Line, type InLine } from '../line';

export interface Bounds {
	/** Whole traces that are held. */
	traces: number;
	/** Spans of one trace: a runaway loop must not push every other trace out. */
	spansPerTrace: number;
	/** Spans of all traces: at one to two kilobytes each, this is what bounds the memory. */
	spans: number;
}

export interface HeldTrace extends InLine<HeldTrace> {
	readonly traceId: string;
	/** In the order in which they started. */
	readonly spans: Map<string, ReadableSpan>;
	open: number;
}

/**
 * The spans of recent traces. Where a bound is reached, the trace that has been at rest longest makes room; where
 * none rests, the one that has had an open span for longest.
 */
export class HeldTraces {
	/** In the order in which they began. */
	private readonly traces = new Map<string, HeldTrace>();
	private readonly resting = new Line<HeldTrace>();
	private readonly busy = new Line<HeldTrace>();
	private spanCount = 0;
	/** Open spans in the order in which they started. */
	readonly open = new Set<ReadableSpan>();
	readonly dropped = { spans: 0, traces: 0 };

	constructor(private readonly bounds: Bounds) {}

	/** @returns whether the span is held; where its trace is full it is only counted. */
	start(span: ReadableSpan): boolean {
		const { traceId, spanId } = span.spanContext();
		const trace = this.traces.get(traceId) ?? this.begin(traceId);
		if (trace.spans.size >= this.bounds.spansPerTrace) {
			this.dropped.spans += 1;
			return false;
		}
		trace.spans.set(spanId, span);
		if (trace.open === 0) {
			this.resting.remove(trace);
			this.busy.add(trace);
		}
		trace.open += 1;
		this.spanCount += 1;
		this.open.add(span);
		this.makeRoomBeside(trace);
		return true;
	}

	/** @returns whether the span was held. */
	end(span: ReadableSpan): boolean {
		if (!this.open.delete(span)) return false;
		const trace = this.traces.get(span.spanContext().traceId);
		if (trace === undefined) return false;
		trace.open -= 1;
		if (trace.open === 0) {
			this.busy.remove(trace);
			this.resting.add(trace);
		}
		return true;
	}

	get(traceId: string): HeldTrace | undefined {
		return this.traces.get(traceId);
	}

	/** The newest first, at most `limit`. */
	newest(limit: number): [string, HeldTrace][] {
		return [...this.traces].slice(-Math.max(1, limit)).reverse().slice(0, limit);
	}

	private begin(traceId: string): HeldTrace {
		const trace: HeldTrace = { traceId, spans: new Map(), open: 0, before: undefined, behind: undefined };
		this.traces.set(traceId, trace);
		this.resting.add(trace);
		return trace;
	}

	private makeRoomBeside(newest: HeldTrace): void {
		while (this.traces.size > this.bounds.traces || this.spanCount > this.bounds.spans) {
			const oldest = this.resting.first ?? this.longestBusyBut(newest);
			if (oldest === undefined) return;
			this.letGo(oldest);
		}
	}

	private longestBusyBut(newest: HeldTrace): HeldTrace | undefined {
		const { first } = this.busy;
		return first === newest ? newest.behind : first;
	}

	private letGo(trace: HeldTrace): void {
		this.traces.delete(trace.traceId);
		this.dropped.traces += 1;
		this.spanCount -= trace.spans.size;
		if (trace.open === 0) return this.resting.remove(trace);
		this.busy.remove(trace);
		for (const span of trace.spans.values()) this.open.delete(span);
	}
}
