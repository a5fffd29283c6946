import type { ReadableSpan } from '@opentelemetry/sdk-trace';

export interface Bounds {
	/** Whole traces that are held. */
	traces: number;
	/** Spans of one trace: a runaway loop must not push every other trace out. */
	spansPerTrace: number;
	/** Spans of all traces: at one to two kilobytes each, this is what bounds the memory. */
	spans: number;
}

export interface HeldTrace {
	/** In the order in which they started. */
	readonly spans: Map<string, ReadableSpan>;
	open: number;
}

/** The spans of recent traces. Where a bound is reached, the trace that has been at rest longest makes room. */
export class HeldTraces {
	/** In the order in which they began. */
	private readonly traces = new Map<string, HeldTrace>();
	/** Those without an open span, the one that has rested longest first. */
	private readonly resting = new Set<string>();
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
		trace.open += 1;
		this.spanCount += 1;
		this.open.add(span);
		if (trace.open === 1) this.resting.delete(traceId);
		this.makeRoom(traceId);
		return true;
	}

	/** @returns whether the span was held. */
	end(span: ReadableSpan): boolean {
		if (!this.open.delete(span)) return false;
		const { traceId } = span.spanContext();
		const trace = this.traces.get(traceId);
		if (trace === undefined) return false;
		trace.open -= 1;
		if (trace.open === 0) this.resting.add(traceId);
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
		const trace: HeldTrace = { spans: new Map(), open: 0 };
		this.traces.set(traceId, trace);
		return trace;
	}

	private makeRoom(newest: string): void {
		while (this.traces.size > this.bounds.traces || this.spanCount > this.bounds.spans) {
			const oldest = first(this.resting) ?? first(this.traces.keys());
			if (oldest === undefined || oldest === newest) return;
			this.letGo(oldest);
		}
	}

	private letGo(traceId: string): void {
		const trace = this.traces.get(traceId);
		this.traces.delete(traceId);
		this.resting.delete(traceId);
		this.dropped.traces += 1;
		if (trace === undefined) return;
		this.spanCount -= trace.spans.size;
		if (trace.open > 0) for (const span of trace.spans.values()) this.open.delete(span);
	}
}

function first<T>(values: Iterable<T>): T | undefined {
	for (const value of values) return value;
	return undefined;
}
