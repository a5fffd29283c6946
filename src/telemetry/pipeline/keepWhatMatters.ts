import { metrics, type Meter, type ObservableResult } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { METRICS } from '../catalogue';
import type { TelemetryConfig } from '../config';
import { observable } from '../definition';
import { isSampled } from '../isSampled';
import type { EndedSpan } from '../otlp/endedSpan';
import { apart } from '../tracing/ids';
import { KeepBuffer, type DropReason, type UnsampledTrace } from './keepBuffer';
import { isLocalRoot, isOverdue, keepReason, type KeepReason } from './keepReason';
import { Recent } from './recent';
import type { SpanSink } from './spanSink';

const SCOPE = 'glasshouse.sampler';

/** What becomes of a trace in this process: exported for one of three reasons, or not for one of two. */
export type Decision = 'sampled' | KeepReason | DropReason;

/** For work that goes on after its request was answered, such as a workflow that was started by it. */
const GRACE_MS = 5_000;
/** Traces that were decided on and may go on, at about 200 bytes each. */
const REMEMBERED = 5_000;
/** Sampled ones, whose local roots begin within moments of each other. */
const SAMPLED_REMEMBERED = 500;

const UNSAMPLED = Symbol('glasshouse.unsampled');

/** An open span knows its trace: a field costs less than a map of all of them. */
interface Carrier {
	[UNSAMPLED]?: UnsampledTrace;
}

export interface KeepWhatMattersOptions extends Pick<TelemetryConfig, 'slow' | 'samplerBufferSpans'> {
	/** Takes the spans of kept traces, and of sampled ones. */
	export: Pick<SpanSink, 'add'>;
	/** How long a trace without an open span here waits for more of it, in milliseconds. */
	graceMs?: number;
	meter?: Meter;
}

/**
 * The tail of the `keep_what_matters` sampler, between the spans and their export. What the head sampled
 * goes out at once. Every other trace is held back, and goes out whole as soon as one of its spans ends with an
 * error, or its root in this process took longer than its threshold; later spans of it follow at once.
 *
 * Kept spans go out with the flags that they had, and that were passed on: not sampled. In OTLP that is a zero,
 * which also says "unknown", so that no backend may drop them for it; the SDK's own processors would.
 */
export class KeepWhatMatters {
	private readonly buffer: KeepBuffer;
	/** Kept ones, and those pushed out while they had open spans. */
	private readonly decided = new Recent<UnsampledTrace>(REMEMBERED);
	/** A trace may have several local roots, and is counted once. */
	private readonly sampled = new Recent<true>(SAMPLED_REMEMBERED);
	private readonly counts: Record<Decision, number> = {
		sampled: 0,
		error: 0,
		slow: 0,
		let_go: 0,
		pushed_out: 0,
	};
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
		observable(meter, METRICS.samplerDecisions).addCallback((result) => this.tellDecisions(result));
	}

	/** @param parent where it is a span of this process; a span finds its trace faster by it */
	started(span: ReadableSpan, parent?: object): void {
		const context = span.spanContext();
		if (!isSampled(context)) {
			if (!this.stopped) this.join(span, context.traceId, parent);
		} else if (isLocalRoot(span)) this.countSampled(context.traceId);
	}

	/** Whether something of this trace waits here, or has been decided on. */
	knows(traceId: string): boolean {
		return this.decided.get(traceId) !== undefined || this.buffer.holds(traceId);
	}

	/**
	 * A trace is over of which nothing was told here, and has not come to matter. It may wait for that where there is
	 * room, and pushes nobody out.
	 * @param spans that are unsampled
	 * @returns whether it is to be told of now; where not, it is counted
	 */
	takes(spans: number): boolean {
		if (this.stopped) return false;
		const hasRoom = this.buffer.hasRoomFor(spans);
		if (!hasRoom) this.count('pushed_out');
		return hasRoom;
	}

	/** @param encoded where it could be */
	ended(span: ReadableSpan, encoded: EndedSpan | undefined): void {
		if (!isSampled(span.spanContext())) {
			if (!this.stopped) this.decide(this.leave(span), span, encoded);
		} else if (encoded !== undefined) this.options.export.add(encoded);
	}

	/** Traces by decision since the start; one that goes on after it was dropped is decided on, and counted, again. */
	decisions(): Record<Decision, number> {
		return { ...this.counts };
	}

	/** What is undecided is decided now: the export may be shut down next. Flushing, however, decides nothing. */
	shutdown(): void {
		this.stopped = true;
		this.buffer.stop();
		for (const trace of this.buffer.undecided()) {
			if (trace.root !== undefined && isOverdue(trace.root, this.options.slow)) this.keep(trace, 'slow');
			else this.buffer.drop(trace, 'let_go');
		}
	}

	private join(span: Carrier & ReadableSpan, traceId: string, parent?: Carrier): UnsampledTrace {
		const known = parent?.[UNSAMPLED];
		const trace =
			known?.decision === undefined && known?.traceId === traceId
				? this.buffer.startIn(known)
				: (this.decided.get(traceId) ?? this.buffer.start(traceId));
		span[UNSAMPLED] = trace;
		if (isLocalRoot(span)) trace.root ??= span;
		return trace;
	}

	/** A span whose start was missed joins now. */
	private leave(span: Carrier & ReadableSpan): UnsampledTrace {
		const trace = span[UNSAMPLED] ?? this.join(span, span.spanContext().traceId);
		if (trace.root === span) trace.root = undefined;
		return trace;
	}

	private decide(trace: UnsampledTrace, span: ReadableSpan, encoded: EndedSpan | undefined): void {
		if (!isKept(trace)) {
			const reason = keepReason(span, this.options.slow);
			if (reason !== undefined) this.keep(trace, reason);
			else if (trace.decision === undefined) this.buffer.end(trace, encoded);
		}
		if (isKept(trace) && encoded !== undefined) this.options.export.add(encoded);
	}

	private keep(trace: UnsampledTrace, reason: KeepReason): void {
		this.buffer.decide(trace, reason, (span) => this.options.export.add(span));
		this.decided.set(trace.traceId, trace);
		this.count(reason);
	}

	private countSampled(traceId: string): void {
		if (this.sampled.get(traceId) !== undefined) return;
		this.sampled.set(apart(traceId), true);
		this.count('sampled');
	}

	private count(decision: Decision): void {
		this.counts[decision] += 1;
	}

	/** What there has not been any of is not told. */
	private tellDecisions(result: ObservableResult): void {
		for (const [decision, count] of Object.entries(this.counts)) {
			if (count > 0) result.observe(count, { 'glasshouse.sampler.decision': decision });
		}
	}
}

function isKept({ decision }: UnsampledTrace): boolean {
	return decision === 'error' || decision === 'slow';
}
