import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { EncodedSpans } from '../../otlp/encodedSpans';
import type { EndedSpan } from '../../otlp/endedSpan';
import type { OtlpProtocol } from '../../config';
import type { Load } from './load';
import type { Pending, PendingSizes } from './pending';

/** Spans that wait in the bytes of which their request is going to be made: each is written there as it comes. */
export class PendingSpans implements Pending<ReadableSpan | EndedSpan> {
	/** The oldest first. */
	private readonly full: EncodedSpans[] = [];
	private filling = new EncodedSpans();
	private held = 0;

	constructor(private readonly sizes: PendingSizes) {}

	get length(): number {
		return this.held;
	}

	get capacity(): number {
		return this.sizes.maxQueueSize;
	}

	add(span: ReadableSpan | EndedSpan): boolean {
		if (this.held >= this.sizes.maxQueueSize) return false;
		this.filling.add(span);
		this.held += 1;
		if (this.filling.count >= this.sizes.maxExportBatchSize) this.full.push(this.begin());
		return true;
	}

	take(): Load {
		const taken = this.full.shift() ?? this.begin();
		this.held -= taken.count;
		return new SpanLoad(taken);
	}

	/** @returns what was filled until now */
	private begin(): EncodedSpans {
		const { filling } = this;
		this.filling = new EncodedSpans();
		return filling;
	}
}

class SpanLoad implements Load {
	constructor(private readonly spans: EncodedSpans) {}

	get items(): number {
		return this.spans.count;
	}

	encode(protocol: OtlpProtocol): Uint8Array<ArrayBuffer> {
		return this.spans.request(protocol);
	}

	/** Each of them has been encoded. */
	halves(): readonly Load[] {
		return [];
	}

	release(): void {
		this.spans.release();
	}
}
