import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace';
import { isSampled } from '../../isSampled';
import type { BatchOutlet } from './batchOutlet';

/** Hands ended spans over to be exported: those of sampled traces, as every exporting processor does. */
export class ExportingSpanProcessor implements SpanProcessor {
	constructor(private readonly outlet: BatchOutlet<ReadableSpan>) {}

	onStart(): void {}

	onEnd(span: ReadableSpan): void {
		if (isSampled(span.spanContext())) this.outlet.add(span);
	}

	forceFlush(): Promise<void> {
		return this.outlet.forceFlush();
	}

	shutdown(): Promise<void> {
		return this.outlet.shutdown();
	}
}
