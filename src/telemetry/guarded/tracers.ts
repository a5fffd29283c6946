import {
	INVALID_SPAN_CONTEXT,
	trace,
	type Context,
	type Span,
	type SpanOptions,
	type Tracer,
	type TracerProvider,
} from '@opentelemetry/api';
import { ActiveSpans, type Active } from '../activeSpans';
import { callersContext, callIn } from '../callersContext';
import { guard } from '../guard';
import { RecordingSpan } from '../tracing/recordingSpan';
import { GuardedSpan } from './span';

/** Where no span can be made, whoever is called stays in the trace of its caller. */
export class GuardedTracer extends ActiveSpans {
	constructor(private readonly tracer: Tracer | undefined) {
		super();
	}

	startSpan(name: string, options?: SpanOptions, context = callersContext()): Span {
		const span = guard('Starting a span', () => this.tracer?.startSpan(name, options, context));
		if (span === undefined) return notRecording(context);
		return span instanceof RecordingSpan ? span : new GuardedSpan(span); // ours never throws
	}

	protected startAround(
		fn: Active,
		name: string,
		options: SpanOptions | undefined,
		parent = callersContext(),
	): unknown {
		const span = this.startSpan(name, options, parent);
		const within = parent === undefined ? undefined : trace.setSpan(parent, span);
		return callIn(within, fn, undefined, [span]);
	}
}

function notRecording(context: Context | undefined): Span {
	const caller = context === undefined ? undefined : trace.getSpanContext(context);
	return trace.wrapSpanContext(caller ?? INVALID_SPAN_CONTEXT);
}

/** The tracers of the global provider, for instrumentations of others, which call them unguarded. */
export const guardedTracers: TracerProvider = {
	getTracer: (name, version) =>
		new GuardedTracer(guard('Getting a tracer', () => trace.getTracer(name, version))),
};
