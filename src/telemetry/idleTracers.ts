import {
	context as contexts,
	INVALID_SPAN_CONTEXT,
	trace,
	type Context,
	type Span,
	type SpanOptions,
	type Tracer,
} from '@opentelemetry/api';
import { ROOT } from './leanContext';

const NOTHING = trace.wrapSpanContext(INVALID_SPAN_CONTEXT);
const WITHIN_NOTHING = trace.setSpan(ROOT, NOTHING);

type Active = (span: Span) => unknown;

/**
 * What the API's no-op tracer does, for less: a span that records nothing is the one that is active already, where
 * there is one, and to enter its context again would change nothing. SvelteKit makes two spans a request, and the API
 * copies a context for each.
 */
class IdleTracer implements Tracer {
	startSpan(_name: string, options?: SpanOptions, context: Context = contexts.active()): Span {
		const parent = options?.root === true ? undefined : trace.getSpan(context);
		if (parent === undefined) return NOTHING;
		return parent.isRecording() ? trace.wrapSpanContext(parent.spanContext()) : parent;
	}

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
		if (typeof second === 'function') return this.startHere(second, name);
		if (typeof third === 'function') return this.startHere(third, name, second);
		if (fourth === undefined || third === undefined) return undefined;
		const span = this.startSpan(name, second, third);
		return contexts.with(trace.setSpan(third, span), fourth, undefined, span);
	}

	private startHere(fn: Active, name: string, options?: SpanOptions): unknown {
		const active = contexts.active();
		const span = this.startSpan(name, options, active);
		if (trace.getSpan(active) === span) return fn(span);
		const within = active === ROOT ? WITHIN_NOTHING : trace.setSpan(active, span);
		return contexts.with(within, fn, undefined, span);
	}
}

const tracer = new IdleTracer();

/** Puts tracers in place that record nothing. */
export function registerIdleTracers(): void {
	trace.setGlobalTracerProvider({ getTracer: () => tracer });
}
