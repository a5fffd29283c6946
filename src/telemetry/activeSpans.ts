import type { Context, Span, SpanOptions, Tracer } from '@opentelemetry/api';

/** What is run while a span is active. */
export type Active = (span: Span) => unknown;

/** A tracer, but for the many ways in which the API lets one call it. */
export abstract class ActiveSpans implements Tracer {
	abstract startSpan(name: string, options?: SpanOptions, context?: Context): Span;

	/** @param parent `undefined` where none was given: that is the active one */
	protected abstract startAround(
		fn: Active,
		name: string,
		options: SpanOptions | undefined,
		parent: Context | undefined,
	): unknown;

	startActiveSpan<F extends Active>(name: string, fn: F): ReturnType<F>;
	startActiveSpan<F extends Active>(name: string, options: SpanOptions, fn: F): ReturnType<F>;
	startActiveSpan<F extends Active>(
		name: string,
		options: SpanOptions,
		context: Context,
		fn: F,
	): ReturnType<F>;
	startActiveSpan(
		name: string,
		second: SpanOptions | Active,
		third?: Context | Active,
		fourth?: Active,
	): unknown {
		if (typeof second === 'function') return this.startAround(second, name, undefined, undefined);
		if (typeof third === 'function') return this.startAround(third, name, second, undefined);
		return fourth === undefined ? undefined : this.startAround(fourth, name, second, third);
	}
}
