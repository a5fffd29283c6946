import {
	INVALID_SPAN_CONTEXT,
	trace,
	type Context,
	type Span,
	type SpanOptions,
	type Tracer,
	type TracerProvider,
} from '@opentelemetry/api';
import { callersContext, callIn } from '../callersContext';
import { guard } from '../guard';
import { RecordingSpan } from '../tracing/recordingSpan';
import { GuardedSpan } from './span';

type ActiveArguments<F> = [F] | [SpanOptions, F] | [SpanOptions, Context, F];

/** Where no span can be made, whoever is called stays in the trace of its caller. */
export class GuardedTracer implements Tracer {
	constructor(private readonly tracer: Tracer | undefined) {}

	startSpan(name: string, options?: SpanOptions, context = callersContext()): Span {
		const span = guard('Starting a span', () => this.tracer?.startSpan(name, options, context));
		if (span === undefined) return notRecording(context);
		return span instanceof RecordingSpan ? span : new GuardedSpan(span); // ours never throws
	}

	startActiveSpan<F extends (span: Span) => unknown>(
		name: string,
		...rest: ActiveArguments<F>
	): ReturnType<F> {
		const [options, given, fn] =
			rest.length === 1
				? [undefined, undefined, rest[0]]
				: rest.length === 2
					? [rest[0], undefined, rest[1]]
					: rest;
		const parent = given ?? callersContext();
		const span = this.startSpan(name, options, parent);
		const within = parent === undefined ? undefined : trace.setSpan(parent, span);
		return callIn(within, fn, undefined, [span]) as ReturnType<F>;
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
