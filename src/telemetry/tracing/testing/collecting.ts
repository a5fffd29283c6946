import { resourceFromAttributes } from '@opentelemetry/resources';
import type { ReadableSpan, Span, SpanProcessor } from '@opentelemetry/sdk-trace';
import { createSampler } from '../../pipeline/sampler';
import { TracerProvider, type TracerProviderOptions } from '../provider';

export const RESOURCE = resourceFromAttributes({ 'service.name': 'test' });

/** Holds every span that starts, and that ends. */
export class Collecting implements SpanProcessor {
	readonly started: Span[] = [];
	readonly ended: ReadableSpan[] = [];

	onStart(span: Span): void {
		this.started.push(span);
	}

	onEnd(span: ReadableSpan): void {
		this.ended.push(span);
	}

	forceFlush(): Promise<void> {
		return Promise.resolve();
	}

	shutdown(): Promise<void> {
		return Promise.resolve();
	}

	/** @throws Error where there is not exactly one */
	get only(): ReadableSpan {
		const [span, ...others] = this.ended;
		if (span === undefined || others.length > 0) throw new Error(`${this.ended.length} spans have ended`);
		return span;
	}
}

/** A tracer that samples everything, unless it is told otherwise, and what it has made. */
export function collecting(options: Partial<TracerProviderOptions> = {}) {
	const spans = new Collecting();
	const sampler = createSampler({ sampler: 'always_on', samplerRatio: 1 });
	const provider = new TracerProvider({ resource: RESOURCE, sampler, spanProcessors: [spans], ...options });
	return { provider, tracer: provider.getTracer('test'), spans };
}
