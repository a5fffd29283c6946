import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { report } from '../guard';
import { EndedSpan } from '../otlp/endedSpan';
import type { EncodingSink, SpanSink } from './spanSink';

/** Spans that wait at most; encoded at one go, they take what a request or two take. */
const MOST_NOTED = 128;
/** Of a queue, which may be filled up to there when more comes at one go. */
const SHARE_OF_QUEUE = 1 / 8;
/** How long they wait where few come. */
const PATIENCE_MS = 10;

/**
 * Notes spans that are to be exported, and has many of them encoded at one go, outside of the requests that they are of:
 * among the code and the memory of a request, the same work takes longer (docs/performance.md). An ended span changes no
 * more, so what is encoded is the same. Whoever wants to know what was handed on calls `settle` first.
 */
export class SpanJournal implements SpanSink {
	private readonly noted: (ReadableSpan | undefined)[];
	private length = 0;
	private isSettling = false;
	private readonly timer: ReturnType<typeof setTimeout>;

	/**
	 * To be made outside of every request: its timer keeps the context that it is made in.
	 * @param queueSize of the queue to which the sink leads, in spans: what comes at one go must not be too much for it
	 */
	constructor(
		private readonly sink: EncodingSink,
		queueSize: number,
	) {
		const most = Math.max(1, Math.min(MOST_NOTED, Math.floor(queueSize * SHARE_OF_QUEUE)));
		this.noted = new Array<ReadableSpan | undefined>(most).fill(undefined);
		this.timer = setTimeout(() => this.settle(), PATIENCE_MS);
		this.timer.unref();
	}

	/** One that is encoded already has nothing to wait for. Never throws: what cannot be encoded is counted later. */
	add(span: ReadableSpan | EndedSpan): void {
		if (span instanceof EndedSpan || this.length === this.noted.length) return this.handOn(span);
		this.noted[this.length] = span;
		this.length += 1;
		if (this.length === 1) this.timer.refresh();
		if (this.length === this.noted.length) this.settle();
	}

	unencodable(): void {
		this.sink.unencodable();
	}

	/** Hands on all that was noted, and what is noted meanwhile. Never throws. */
	settle(): void {
		if (this.isSettling) return;
		this.isSettling = true;
		for (let at = 0; at < this.length; at++) {
			const span = this.noted[at];
			this.noted[at] = undefined;
			if (span !== undefined) this.handOn(span);
		}
		this.length = 0;
		this.isSettling = false;
	}

	async forceFlush(): Promise<void> {
		this.settle();
		await this.sink.forceFlush();
	}

	async shutdown(): Promise<void> {
		this.settle();
		clearTimeout(this.timer);
		await this.sink.shutdown();
	}

	private handOn(span: ReadableSpan | EndedSpan): void {
		try {
			this.sink.add(span);
		} catch (error) {
			report('Encoding a span', error);
			this.sink.unencodable();
		}
	}
}
