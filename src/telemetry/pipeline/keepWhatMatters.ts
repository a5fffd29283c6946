import { diag, metrics, type Attributes, type Meter } from '@opentelemetry/api';
import type { ReadableSpan, Span, SpanProcessor } from '@opentelemetry/sdk-trace';
import { METRICS } from '../catalogue';
import type { TelemetryConfig } from '../config';
import { instruments, observable } from '../definition';
import { isSampled } from '../isSampled';
import { KeepBuffer, type DropReason, type UnsampledTrace } from './keepBuffer';
import { isLocalRoot, isOverdue, keepReason, type KeepReason } from './keepReason';
import { Recent } from './recent';

const SCOPE = 'glasshouse.sampler';

/** What becomes of a trace in this process: exported for one of three reasons, or not for one of two. */
export type Decision = 'sampled' | KeepReason | DropReason;

/** For work that goes on after its request was answered, such as a workflow that was started by it. */
const GRACE_MS = 5_000;
/** Traces that were decided on and may go on, at about 200 bytes each. */
const REMEMBERED = 5_000;

/** Where the spans of kept traces go. */
export interface SpanSink {
	add(span: ReadableSpan): void;
}

export interface KeepWhatMattersOptions extends Pick<TelemetryConfig, 'slow' | 'samplerBufferSpans'> {
	export: SpanSink;
	/** How long a trace without an open span here waits for more of it, in milliseconds. */
	graceMs?: number;
	meter?: Meter;
}

/**
 * The tail of the `keep_what_matters` sampler, in the place of a processor that exports. What the head sampled
 * goes out at once. Every other trace is held back, and goes out whole as soon as one of its spans ends with an
 * error, or its root in this process took longer than its threshold; later spans of it follow at once.
 *
 * Kept spans go out with the flags that they had, and that were passed on: not sampled. In OTLP that is a zero,
 * which also says "unknown", so that no backend may drop them for it; the SDK's own processors would.
 */
export class KeepWhatMatters implements SpanProcessor {
	private readonly buffer: KeepBuffer;
	/** The trace of each open unsampled span; weak, for a span may never end. */
	private readonly traceOf = new WeakMap<ReadableSpan, UnsampledTrace>();
	/** Kept ones, and those pushed out while they had open spans. */
	private readonly decided = new Recent<UnsampledTrace>(REMEMBERED);
	/** A trace may have several local roots, and is counted once. */
	private readonly sampled = new Recent<true>(REMEMBERED);
	private readonly counts: Record<Decision, number> = {
		sampled: 0,
		error: 0,
		slow: 0,
		let_go: 0,
		pushed_out: 0,
	};
	private readonly counter = instruments(SCOPE).counter(METRICS.samplerDecisions);
	private stopped = false;

	constructor(private readonly options: KeepWhatMattersOptions) {
		const { samplerBufferSpans: capacity, graceMs = GRACE_MS, meter = metrics.getMeter(SCOPE) } = options;
		this.buffer = new KeepBuffer({
			capacity,
			graceMs,
			onDrop: (trace, reason) => {
				this.count(reason);
				if (trace.open > 0) this.decided.set(trace.traceId, trace);
			},
		});
		observable(meter, METRICS.samplerBufferedSpans).addCallback((result) => result.observe(this.buffer.size));
	}

	onStart(span: Span): void {
		try {
			if (!isSampled(span.spanContext())) {
				if (!this.stopped) this.join(span);
			} else if (isLocalRoot(span)) this.countSampled(span.spanContext().traceId);
		} catch (error) {
			diag.error('Holding a trace back failed', error);
		}
	}

	onEnd(span: ReadableSpan): void {
		try {
			if (isSampled(span.spanContext())) this.options.export.add(span);
			else if (!this.stopped) this.ended(this.leave(span), span);
		} catch (error) {
			diag.error('Deciding on a trace failed', error);
		}
	}

	/** Traces by decision since the start; one that goes on after it was dropped is decided on, and counted, again. */
	decisions(): Record<Decision, number> {
		return { ...this.counts };
	}

	/** Flushing decides nothing: what waits here may yet turn out to matter. */
	forceFlush(): Promise<void> {
		return Promise.resolve();
	}

	/** What is undecided is decided now, before it returns: the queue behind it may be shut down next. */
	shutdown(): Promise<void> {
		this.stopped = true;
		this.buffer.stop();
		for (const trace of this.buffer.undecided()) {
			if (trace.root !== undefined && isOverdue(trace.root, this.options.slow)) this.keep(trace, 'slow');
			else this.buffer.drop(trace, 'let_go');
		}
		return Promise.resolve();
	}

	private join(span: ReadableSpan): UnsampledTrace {
		const { traceId } = span.spanContext();
		const trace = this.decided.get(traceId) ?? this.buffer.start(traceId);
		this.traceOf.set(span, trace);
		if (isLocalRoot(span)) trace.root ??= span;
		return trace;
	}

	/** A span whose start was missed joins now. */
	private leave(span: ReadableSpan): UnsampledTrace {
		const trace = this.traceOf.get(span) ?? this.join(span);
		this.traceOf.delete(span);
		if (trace.root === span) trace.root = undefined;
		return trace;
	}

	private ended(trace: UnsampledTrace, span: ReadableSpan): void {
		if (!isKept(trace)) {
			const reason = keepReason(span, this.options.slow);
			if (reason !== undefined) this.keep(trace, reason);
			else if (trace.decision === undefined) this.buffer.end(trace, span);
		}
		if (isKept(trace)) this.options.export.add(span);
	}

	private keep(trace: UnsampledTrace, reason: KeepReason): void {
		const { export: sink } = this.options;
		for (const span of this.buffer.take(trace, reason)) sink.add(span);
		this.decided.set(trace.traceId, trace);
		this.count(reason);
	}

	private countSampled(traceId: string): void {
		if (this.sampled.get(traceId) !== undefined) return;
		this.sampled.set(traceId, true);
		this.count('sampled');
	}

	private count(decision: Decision): void {
		this.counts[decision] += 1;
		this.counter.add(1, DECISION_ATTRIBUTES[decision]);
	}
}

const DECISION_ATTRIBUTES: Record<Decision, Attributes> = {
	sampled: { 'glasshouse.sampler.decision': 'sampled' },
	error: { 'glasshouse.sampler.decision': 'error' },
	slow: { 'glasshouse.sampler.decision': 'slow' },
	let_go: { 'glasshouse.sampler.decision': 'let_go' },
	pushed_out: { 'glasshouse.sampler.decision': 'pushed_out' },
};

function isKept({ decision }: UnsampledTrace): boolean {
	return decision === 'error' || decision === 'slow';
}
