import type { ReadableSpan, Span, SpanProcessor } from '@opentelemetry/sdk-trace';
import { guard } from '../guard';
import type { MemoryLiveStore } from './store';

/** Shows the live store every span as it starts and as it ends. */
export class LiveSpanProcessor implements SpanProcessor {
	constructor(private readonly store: MemoryLiveStore) {}

	onStart(span: Span): void {
		guard('The live store', () => this.store.spanStarted(span));
	}

	onEnd(span: ReadableSpan): void {
		guard('The live store', () => this.store.spanEnded(span));
	}

	forceFlush(): Promise<void> {
		return Promise.resolve();
	}

	shutdown(): Promise<void> {
		return Promise.resolve();
	}
}
