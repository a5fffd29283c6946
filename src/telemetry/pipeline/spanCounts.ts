import { metrics, type Attributes, type Meter, type ObservableResult } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { METRICS } from '../catalogue';
import { observable } from '../definition';
import { isSampled } from '../isSampled';

type Result = 'RECORD_AND_SAMPLE' | 'RECORD_ONLY';

/**
 * Counts spans as they start and end: in plain numbers, which are told when metrics are collected, for every span
 * passes here. Nothing is dropped before it gets here: what is not sampled is recorded.
 * https://opentelemetry.io/docs/specs/semconv/otel/sdk-metrics/#span-metrics
 */
export class SpanCounts {
	private readonly sampled = new Count('RECORD_AND_SAMPLE');
	private readonly recorded = new Count('RECORD_ONLY');

	/** Registers what is read when metrics are collected: the meters have to be in place. */
	observe(meter: Meter = metrics.getMeter('glasshouse.sdk')): this {
		const both = [this.sampled, this.recorded];
		const started = observable(meter, METRICS.spansStarted);
		started.addCallback((result) => both.forEach((count) => count.tellStarted(result)));
		const live = observable(meter, METRICS.spansLive);
		live.addCallback((result) => both.forEach((count) => count.tellLive(result)));
		return this;
	}

	started(span: ReadableSpan): void {
		this.of(span).started(span.parentSpanContext);
	}

	ended(span: ReadableSpan): void {
		this.of(span).ended();
	}

	private of(span: ReadableSpan): Count {
		return isSampled(span.spanContext()) ? this.sampled : this.recorded;
	}
}

/** Of spans with one sampling result. */
class Count {
	private roots = 0;
	private local = 0;
	private remote = 0;
	private live = 0;
	private readonly attributes: Attributes;

	constructor(result: Result) {
		this.attributes = { 'otel.span.sampling_result': result };
	}

	started(parent: ReadableSpan['parentSpanContext']): void {
		this.live += 1;
		if (parent === undefined) this.roots += 1;
		else if (parent.isRemote === true) this.remote += 1;
		else this.local += 1;
	}

	ended(): void {
		this.live -= 1;
	}

	/** What there has not been any of is not told. */
	tellStarted(result: ObservableResult): void {
		for (const [origin, count] of Object.entries({
			none: this.roots,
			local: this.local,
			remote: this.remote,
		})) {
			if (count > 0) result.observe(count, { ...this.attributes, 'otel.span.parent.origin': origin });
		}
	}

	tellLive(result: ObservableResult): void {
		if (this.roots + this.local + this.remote > 0) result.observe(this.live, this.attributes);
	}
}
