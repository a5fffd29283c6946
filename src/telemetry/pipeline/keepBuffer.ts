import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { Line, type InLine } from '../line';
import type { EndedSpan } from '../otlp/endedSpan';
import { apart } from '../tracing/ids';
import type { KeepReason } from './keepReason';

/** What this process knows of a trace that the head of the sampling left out. */
export interface UnsampledTrace extends InLine<UnsampledTrace> {
	readonly traceId: string;
	/** The ended span that came last, the others by `waiting`; none once a decision has fallen. */
	newest: EndedSpan | undefined;
	/** How many of them there are. */
	ended: number;
	open: number;
	/** A local root that is still open: where the process stops, its age decides. */
	root: ReadableSpan | undefined;
	decision: KeepReason | DropReason | undefined;
	restingSinceMs: number;
}

/** Let go of when it was over, or pushed out before that was sure. */
export type DropReason = 'let_go' | 'pushed_out';

export interface KeepBufferOptions {
	/** Ended spans that may wait at a time; it bounds the traces as well. */
	capacity: number;
	/** How long a trace without an open span waits for more of it. */
	graceMs: number;
	/** Told of each trace that is dropped. */
	onDrop: (trace: UnsampledTrace, reason: DropReason) => void;
}

/** At a thousand traces a second, a timer for each would cost more than it frees. */
const SWEEPS_A_GRACE = 10;

/**
 * Ended spans of unsampled traces, until it is known whether they matter. Where it is full, the trace that has
 * been at rest longest makes room, else the oldest; none may take more than half of the room.
 */
export class KeepBuffer {
	/** The undecided. */
	private readonly traces = new Map<string, UnsampledTrace>();
	/** Those with an open span, the one that has had one for longest first. */
	private readonly busy = new Line<UnsampledTrace>();
	/** Those without, the one that has rested longest first. */
	private readonly resting = new Line<UnsampledTrace>();
	private readonly capacityOfTrace: number;
	private timer: ReturnType<typeof setTimeout> | undefined;
	private spanCount = 0;

	constructor(private readonly options: KeepBufferOptions) {
		this.capacityOfTrace = Math.ceil(options.capacity / 2);
	}

	/** Ended spans that wait. */
	get size(): number {
		return this.spanCount;
	}

	/** Whether nobody has to make room for so many spans. */
	hasRoomFor(spans: number): boolean {
		return this.spanCount + spans <= this.options.capacity && this.traces.size < this.options.capacity;
	}

	/** Whether the trace is undecided. */
	holds(traceId: string): boolean {
		return this.traces.has(traceId);
	}

	/** A span of an undecided trace has started. */
	start(traceId: string): UnsampledTrace {
		return this.startIn(this.traces.get(traceId) ?? this.begin(traceId));
	}

	/** The same, where its trace is known. */
	startIn(trace: UnsampledTrace): UnsampledTrace {
		if (trace.open === 0) {
			this.resting.remove(trace);
			this.busy.add(trace);
		}
		trace.open += 1;
		return trace;
	}

	/** A span of an undecided trace has ended, and is no reason to keep it. @param span where it could be encoded */
	end(trace: UnsampledTrace, span: EndedSpan | undefined): void {
		if (span !== undefined) this.hold(trace, span);
		trace.open -= 1;
		if (trace.decision === undefined && trace.open === 0) this.rest(trace);
	}

	/**
	 * The decision has fallen.
	 * @param each is called with the spans that were held, in the order in which they ended
	 */
	decide(trace: UnsampledTrace, decision: KeepReason | DropReason, each?: (span: EndedSpan) => void): void {
		if (trace.decision === undefined) {
			this.traces.delete(trace.traceId);
			(trace.open > 0 ? this.busy : this.resting).remove(trace);
		}
		const { newest } = trace;
		this.spanCount -= trace.ended;
		trace.newest = undefined;
		trace.ended = 0;
		trace.decision = decision;
		if (each !== undefined) inOrder(newest).forEach(each);
		release(newest);
	}

	/** Those on which no decision has fallen yet. */
	undecided(): UnsampledTrace[] {
		return [...this.traces.values()];
	}

	drop(trace: UnsampledTrace, reason: DropReason): void {
		this.decide(trace, reason);
		this.options.onDrop(trace, reason);
	}

	stop(): void {
		clearTimeout(this.timer);
		this.timer = undefined;
	}

	private begin(traceId: string): UnsampledTrace {
		if (this.traces.size >= this.options.capacity) this.makeRoom();
		const trace: UnsampledTrace = {
			traceId: apart(traceId),
			newest: undefined,
			ended: 0,
			open: 0,
			root: undefined,
			decision: undefined,
			restingSinceMs: 0,
			before: undefined,
			behind: undefined,
		};
		this.traces.set(trace.traceId, trace);
		this.resting.add(trace);
		return trace;
	}

	private hold(trace: UnsampledTrace, span: EndedSpan): void {
		if (trace.ended >= this.capacityOfTrace) this.drop(trace, 'pushed_out');
		while (this.spanCount >= this.options.capacity) this.makeRoom();
		if (trace.decision !== undefined) return; // it was too long, or the oldest itself
		span.waiting = trace.newest;
		trace.newest = span.hold();
		trace.ended += 1;
		this.spanCount += 1;
	}

	private makeRoom(): void {
		const oldest = this.resting.first ?? this.busy.first;
		if (oldest !== undefined) this.drop(oldest, 'pushed_out');
	}

	private rest(trace: UnsampledTrace): void {
		trace.restingSinceMs = performance.now();
		this.busy.remove(trace);
		this.resting.add(trace);
		this.timer ??= this.sweepIn(this.options.graceMs);
	}

	private sweepIn(ms: number): ReturnType<typeof setTimeout> {
		const timer = setTimeout(() => this.sweep(), ms);
		timer.unref();
		return timer;
	}

	/** Lets go of what has rested long enough. */
	private sweep(): void {
		const { graceMs } = this.options;
		const due = performance.now() - graceMs;
		this.timer = undefined;
		for (let trace = this.resting.first; trace !== undefined; trace = this.resting.first) {
			if (trace.restingSinceMs > due) {
				this.timer = this.sweepIn(Math.max(trace.restingSinceMs - due, graceMs / SWEEPS_A_GRACE));
				return;
			}
			this.drop(trace, 'let_go');
		}
	}
}

function inOrder(newest: EndedSpan | undefined): EndedSpan[] {
	const spans: EndedSpan[] = [];
	for (let span = newest; span !== undefined; span = span.waiting) spans.push(span);
	return spans.reverse();
}

function release(newest: EndedSpan | undefined): void {
	for (let span = newest; span !== undefined;) {
		const { waiting } = span;
		span.waiting = undefined;
		span.release();
		span = waiting;
	}
}
