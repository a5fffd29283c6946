import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { Line, type InLine } from '../line';
import type { EndedSpan } from '../otlp/endedSpan';
import { apart } from '../tracing/ids';

export interface Bounds {
	/** Whole traces that are held. */
	traces: number;
	/** Spans of one trace: a runaway loop must not push every other trace out. */
	spansPerTrace: number;
	/** Spans of all traces: each takes about 200 bytes beside its own. */
	spans: number;
	/** Of ended spans, as they are encoded; one trace may have a quarter of it. */
	bytes: number;
}

const SHARE_OF_TRACE = 0.25;

const HELD = Symbol('glasshouse.live.trace');

/** A span knows the trace that it is held in: a field costs less than a map of all open spans. */
interface Carrier {
	[HELD]?: HeldTrace;
}

/** What is held of a trace. Most are looked at by nobody, and gone in a second: so it is as little as can be. */
export class HeldTrace implements InLine<HeldTrace> {
	before: HeldTrace | undefined;
	behind: HeldTrace | undefined;
	/** In the order in which they started. */
	open: ReadableSpan[] = NO_SPANS;
	/** The newest; the others by `before`. */
	ended: EndedSpan | undefined;
	endedCount = 0;
	bytes = 0;
	isHeld = true;

	constructor(readonly traceId: string) {}

	get spanCount(): number {
		return this.open.length + this.endedCount;
	}

	/** The one that ended last comes first. */
	*endedSpans(): Generator<EndedSpan> {
		for (let span = this.ended; span !== undefined; span = span.before) yield span;
	}
}

const NO_SPANS: ReadableSpan[] = [];
Object.freeze(NO_SPANS);

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
	private bytes = 0;
	readonly dropped = { spans: 0, traces: 0 };

	constructor(private readonly bounds: Bounds) {}

	/**
	 * Told of one that has ended meanwhile, it only finds out where it belongs: as an open one nobody will see it.
	 * @param parent which knows the trace, where it is a span of this process
	 * @returns the trace that it is held in; where that is full, it is only counted
	 */
	start(span: ReadableSpan, parent?: object): HeldTrace | undefined {
		const { traceId } = span.spanContext();
		const trace = heldBy(parent, traceId) ?? this.traces.get(traceId) ?? this.begin(traceId);
		if (trace.spanCount >= this.bounds.spansPerTrace) return this.drop();
		(span as Carrier)[HELD] = trace;
		if (!span.ended) this.open(trace, span);
		this.makeRoomBeside(trace);
		return trace;
	}

	/** @returns the trace that it is held in, where it is */
	end(span: ReadableSpan, ended: EndedSpan | undefined): HeldTrace | undefined {
		const trace = (span as Carrier)[HELD];
		if (trace === undefined || !trace.isHeld) return undefined;
		this.close(trace, span);
		if (ended === undefined || !this.hasRoomFor(trace, ended)) return this.drop();
		hold(trace, ended);
		this.spanCount += 1;
		this.bytes += ended.memory.length;
		this.makeRoomBeside(trace);
		return trace;
	}

	get(traceId: string): HeldTrace | undefined {
		return this.traces.get(traceId);
	}

	/** Open spans of all traces; the trace that has had one for longest comes first. */
	openSpans(): ReadableSpan[] {
		return this.busy.toArray().flatMap(({ open }) => open);
	}

	/** The newest first, at most `limit`. */
	newest(limit: number): HeldTrace[] {
		return [...this.traces.values()].slice(-Math.max(1, limit)).reverse().slice(0, limit);
	}

	/** Those that have an open span, and then the newest, at most `limit`: where something may have happened lately. */
	recent(limit: number): HeldTrace[] {
		return [...new Set([...this.busy.toArray(), ...this.newest(limit)])].slice(0, limit);
	}

	private begin(traceId: string): HeldTrace {
		const trace = new HeldTrace(apart(traceId));
		this.traces.set(trace.traceId, trace);
		this.resting.add(trace);
		return trace;
	}

	private open(trace: HeldTrace, span: ReadableSpan): void {
		if (trace.open.length === 0) this.wake(trace, span);
		else trace.open.push(span);
		this.spanCount += 1;
	}

	private close(trace: HeldTrace, span: ReadableSpan): void {
		if (!takeFrom(trace.open, span)) return;
		this.spanCount -= 1;
		if (trace.open.length === 0) this.rest(trace);
	}

	private wake(trace: HeldTrace, span: ReadableSpan): void {
		trace.open = [span];
		this.resting.remove(trace);
		this.busy.add(trace);
	}

	private rest(trace: HeldTrace): void {
		trace.open = NO_SPANS;
		this.busy.remove(trace);
		this.resting.add(trace);
	}

	private hasRoomFor(trace: HeldTrace, { memory }: EndedSpan): boolean {
		if (trace.spanCount >= this.bounds.spansPerTrace) return false;
		return trace.bytes + memory.length <= this.bounds.bytes * SHARE_OF_TRACE;
	}

	private drop(): undefined {
		this.dropped.spans += 1;
	}

	private makeRoomBeside(newest: HeldTrace): void {
		const { traces, spans, bytes } = this.bounds;
		while (this.traces.size > traces || this.spanCount > spans || this.bytes > bytes) {
			const oldest = this.longestRestingBut(newest) ?? this.longestBusyBut(newest);
			if (oldest === undefined) return;
			this.letGo(oldest);
		}
	}

	/** One that ended before it was told to have started rests, and is the newest all the same. */
	private longestRestingBut(newest: HeldTrace): HeldTrace | undefined {
		const { first } = this.resting;
		return first === newest ? newest.behind : first;
	}

	private longestBusyBut(newest: HeldTrace): HeldTrace | undefined {
		const { first } = this.busy;
		return first === newest ? newest.behind : first;
	}

	/** Whoever still knows the trace, such as an open span, must not keep its spans alive. */
	private letGo(trace: HeldTrace): void {
		this.traces.delete(trace.traceId);
		(trace.open.length === 0 ? this.resting : this.busy).remove(trace);
		this.dropped.traces += 1;
		this.spanCount -= trace.spanCount;
		this.bytes -= trace.bytes;
		trace.isHeld = false;
		trace.open = NO_SPANS;
		releaseAll(trace.ended);
		trace.ended = undefined;
	}
}

function releaseAll(newest: EndedSpan | undefined): void {
	for (let span = newest; span !== undefined;) {
		const { before } = span;
		span.before = undefined;
		span.release();
		span = before;
	}
}

function heldBy(parent: Carrier | undefined, traceId: string): HeldTrace | undefined {
	const trace = parent?.[HELD];
	return trace !== undefined && trace.isHeld && trace.traceId === traceId ? trace : undefined;
}

function hold(trace: HeldTrace, ended: EndedSpan): void {
	ended.before = trace.ended;
	trace.ended = ended.hold();
	trace.endedCount += 1;
	trace.bytes += ended.memory.length;
}

/** Mostly the one that started last ends first. @returns false where it is not there */
function takeFrom(open: ReadableSpan[], span: ReadableSpan): boolean {
	if (open.length === 0) return false;
	if (open.at(-1) === span) return open.pop() !== undefined;
	const at = open.lastIndexOf(span);
	if (at >= 0) open.splice(at, 1);
	return at >= 0;
}
