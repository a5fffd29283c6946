import { trace, type Context } from '@opentelemetry/api';
import type { ReadableSpan, Span, SpanProcessor } from '@opentelemetry/sdk-trace';
import { report } from '../guard';
import { isSampled } from '../isSampled';
import type { MemoryLiveStore } from '../live/store';
import { encodeEnded, encodeRemains, type EndedSpan } from '../otlp/endedSpan';
import type { KeepWhatMatters } from './keepWhatMatters';
import type { SpanCounts } from './spanCounts';
import type { SpanSink } from './spanSink';

export interface SpanPipelineParts {
	readonly live: MemoryLiveStore;
	readonly counts: SpanCounts;
	/** `null` where spans are not exported, or somebody else exports them. */
	readonly export: SpanSink | null;
	/** Of the sampler of that name only; it hands over what is sampled, too. */
	readonly keep: KeepWhatMatters | null;
}

/**
 * The way of every span: counted, shown, and when it ends encoded once. Its bytes are what is shown from then on, held
 * back and exported; the span itself, which is a graph of objects, dies young. Never throws.
 */
export class SpanPipeline implements SpanProcessor {
	constructor(private readonly parts: SpanPipelineParts) {}

	onStart(span: Span, parentContext: Context): void {
		const { counts, live, keep } = this.parts;
		try {
			const parent = trace.getSpan(parentContext);
			counts.started(span);
			live.spanStarted(span, parent);
			keep?.started(span, parent);
		} catch (error) {
			report('Taking in a span', error);
		}
	}

	onEnd(span: ReadableSpan): void {
		const { counts, keep } = this.parts;
		try {
			counts.ended(span);
			const encoded = this.encoded(span)?.hold();
			this.show(span, encoded);
			if (keep !== null) keep.ended(span, encoded);
			else if (encoded !== undefined && isSampled(span.spanContext())) this.parts.export?.add(encoded);
			encoded?.release();
		} catch (error) {
			report('Handing on a span', error);
		}
	}

	async forceFlush(): Promise<void> {
		await this.parts.export?.forceFlush();
	}

	/** What is undecided is settled first, for it goes where everything goes. */
	async shutdown(): Promise<void> {
		this.parts.keep?.shutdown();
		await this.parts.export?.shutdown();
	}

	private encoded(span: ReadableSpan): EndedSpan | undefined {
		try {
			return encodeEnded(span);
		} catch (error) {
			report('Encoding a span', error);
			this.parts.export?.unencodable();
			return undefined;
		}
	}

	/** Nobody who shows spans may keep them from being exported. */
	private show(span: ReadableSpan, encoded: EndedSpan | undefined): void {
		try {
			this.parts.live.spanEnded(span, encoded ?? encodeRemains(span));
		} catch (error) {
			report('Showing a span', error);
		}
	}
}
