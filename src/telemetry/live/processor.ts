import type { ReadableSpan, Span, SpanProcessor } from '@opentelemetry/sdk-trace';
import type { MemoryLiveStore } from './store';

/** Shows the live store every span as it starts and as it ends. */
export class LiveSpanProcessor implements SpanProcessor {
	constructor(private readonly store: MemoryLiveStore) {}

	onStart(span: Span): void {
		this.store.spanStarted(span);
	}

	onEnd(span: ReadableSpan): void {
		this.store.spanEnded(span);
	}

	forceFlush(): Promise<void> {
		return Promise.resolve();
	}

	shutdown(): Promise<void> {
		return Promise.resolve();
	}
}
