import { INVALID_SPAN_CONTEXT, trace, type Context, type Span, type SpanOptions } from '@opentelemetry/api';
import { ActiveSpans, type Active } from './activeSpans';
import { activeContext, within } from './callersContext';
import { ROOT } from './leanContext';

const NOTHING = trace.wrapSpanContext(INVALID_SPAN_CONTEXT);
const WITHIN_NOTHING = trace.setSpan(ROOT, NOTHING);

/**
 * What the API's no-op tracer does, for less: a span that records nothing is the one that is active already, where
 * there is one, and to enter its context again would change nothing. SvelteKit makes two spans a request, and the API
 * copies a context for each.
 */
class IdleTracer extends ActiveSpans {
	startSpan(_name: string, options?: SpanOptions, context: Context = activeContext()): Span {
		const parent = options?.root === true ? undefined : trace.getSpan(context);
		if (parent === undefined) return NOTHING;
		return parent.isRecording() ? trace.wrapSpanContext(parent.spanContext()) : parent;
	}

	protected startAround(
		fn: Active,
		name: string,
		options: SpanOptions | undefined,
		given: Context | undefined,
	): unknown {
		const parent = given ?? activeContext();
		const span = this.startSpan(name, options, parent);
		if (given === undefined && trace.getSpan(parent) === span) return fn(span);
		const inner = parent === ROOT && span === NOTHING ? WITHIN_NOTHING : trace.setSpan(parent, span);
		return within(inner, fn, span);
	}
}

const tracer = new IdleTracer();

/** Puts tracers in place that record nothing. */
export function registerIdleTracers(): void {
	trace.setGlobalTracerProvider({ getTracer: () => tracer });
}
