import type { Context } from '@opentelemetry/api';
import type { ReadableSpan, Span, SpanProcessor } from '@opentelemetry/sdk-trace';

/** What settles a note: the way of every span, and who may be waiting for it. */
export interface SpanJournalParts {
	/** Is told of starts and ends in the order in which they happened. Must not throw. */
	readonly pipeline: Required<Pick<SpanProcessor, 'onStart' | 'onEnd' | 'forceFlush' | 'shutdown'>>;
	/** Whether somebody watches this trace, and is to be told at once. */
	readonly isWatched: (traceId: string) => boolean;
	/** Of the queue to which the pipeline leads, in spans: what is settled at one go must not be too much for it. */
	readonly queueSize: number;
}

/** Starts and ends that wait at most; settled at one go, they take what a request or two take. */
const MOST_NOTES = 256;
/** Of a queue, which may be filled up to there when more comes at one go. */
const SHARE_OF_QUEUE = 1 / 8;
/** How long they wait where few come. */
const PATIENCE_MS = 10;

/**
 * Notes that a span has started or ended, and lets the pipeline work on many of them at one go, outside of the requests
 * that they are of: among the code and the memory of a request, the same work takes longer (docs/performance.md).
 * Whoever reads what the pipeline keeps calls `settle` first, and whoever watches a trace is told at once: nobody sees
 * that it waited. Ended spans change no more, so what is encoded is the same.
 */
export class SpanJournal implements SpanProcessor {
	/** In two arrays that stay, for a note is no more than two references then. */
	private readonly spans = new Array<ReadableSpan | undefined>(MOST_NOTES).fill(undefined);
	/** The parent context of a start; none is an end. */
	private readonly contexts = new Array<Context | undefined>(MOST_NOTES).fill(undefined);
	private noted = 0;
	private isSettling = false;
	private readonly mostNotes: number;
	private readonly timer: ReturnType<typeof setTimeout>;

	/** To be made outside of every request: its timer keeps the context that it is made in. */
	constructor(private readonly parts: SpanJournalParts) {
		this.mostNotes = Math.min(MOST_NOTES, Math.floor(parts.queueSize * SHARE_OF_QUEUE));
		this.timer = setTimeout(() => this.settle(), PATIENCE_MS);
		this.timer.unref();
	}

	onStart(span: Span, parentContext: Context): void {
		this.note(span, parentContext);
	}

	onEnd(span: ReadableSpan): void {
		this.note(span, undefined);
	}

	/**
	 * Hands on all that was noted, and what is noted meanwhile. Never throws; called from inside of the pipeline, it leaves
	 * that to who is at it.
	 */
	settle(): void {
		if (this.isSettling) return;
		this.isSettling = true;
		for (let at = 0; at < this.noted; at++) this.handOn(at);
		this.noted = 0;
		this.isSettling = false;
	}

	async forceFlush(): Promise<void> {
		this.settle();
		await this.parts.pipeline.forceFlush();
	}

	async shutdown(): Promise<void> {
		this.settle();
		clearTimeout(this.timer);
		await this.parts.pipeline.shutdown();
	}

	private note(span: ReadableSpan, startedIn: Context | undefined): void {
		this.spans[this.noted] = span;
		this.contexts[this.noted] = startedIn;
		this.noted += 1;
		if (this.noted === 1) this.timer.refresh();
		if (this.noted >= this.mostNotes || this.parts.isWatched(span.spanContext().traceId)) this.settle();
	}

	private handOn(at: number): void {
		const span = this.spans[at];
		const startedIn = this.contexts[at];
		this.spans[at] = this.contexts[at] = undefined;
		if (span === undefined) return;
		if (startedIn === undefined) this.parts.pipeline.onEnd(span);
		else this.parts.pipeline.onStart(span as Span, startedIn);
	}
}
