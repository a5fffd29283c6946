import {
	INVALID_SPAN_CONTEXT,
	SpanKind,
	trace,
	type Context,
	type Span,
	type SpanContext,
	type SpanOptions,
} from '@opentelemetry/api';
import type { Sampler } from '@opentelemetry/sdk-trace';
import { ActiveSpans, type Active } from '../activeSpans';
import { activeContext, within } from '../callersContext';
import { report } from '../guard';
import { isTracingSuppressed } from '../suppression';
import { limitAttributes, startAttributes } from './attributes';
import { newAnchor } from './clock';
import { SamplingDecision } from './decision';
import { cleanLinks } from './links';
import { momentOf, type Moment } from './moment';
import { RecordingSpan, type SpanOrigin } from './recordingSpan';
import { flagsOf, LocalSpanContext, LocalTrace, validParent } from './spanContext';

/** Starts spans as https://opentelemetry.io/docs/specs/otel/trace/sdk/#sdk-span-creation says, and never throws itself. */
export class Tracer extends ActiveSpans {
	constructor(
		private readonly origin: SpanOrigin,
		private readonly sampler: Sampler,
	) {
		super();
	}

	startSpan(name: string, options?: SpanOptions, context: Context = activeContext()): Span {
		try {
			return this.start(name, options, options?.root === true ? trace.deleteSpan(context) : context);
		} catch (error) {
			report('Starting a span', error);
			return notRecording(context);
		}
	}

	protected startAround(
		fn: Active,
		name: string,
		options: SpanOptions | undefined,
		parent = activeContext(),
	): unknown {
		const span = this.startSpan(name, options, parent);
		return within(trace.setSpan(parent, span), fn, span);
	}

	private start(name: string, options: SpanOptions | undefined, context: Context): Span {
		if (isTracingSuppressed(context)) return trace.wrapSpanContext(INVALID_SPAN_CONTEXT);
		const { origin } = this;
		const { limits, redact } = origin;
		const parent = validParent(trace.getSpan(context)?.spanContext());
		const began = momentOf(options?.startTime);
		const local = traceOf(parent, began);
		const kind = options?.kind ?? SpanKind.INTERNAL;
		const links = cleanLinks(options?.links, limits);
		const start = startAttributes(options?.attributes, limits, redact);
		const said = this.sampler.shouldSample(context, local.id, name, kind, start.attributes, links);
		const { decision, attributes: more, traceState = parent?.traceState } = said;
		const flags = flagsOf(decision === SamplingDecision.RECORD_AND_SAMPLED, parent);
		const place = LocalSpanContext.in(local, flags, traceState);
		if (decision === SamplingDecision.NOT_RECORD) return trace.wrapSpanContext(place);
		limitAttributes(start, more, limits, redact);
		const span = new RecordingSpan(origin, place, began, nameOf(name), kind, parent, start, links);
		origin.processor.onStart(span, context);
		return span;
	}
}

/** A host that knows no types may give anything. */
function nameOf(given: unknown): string {
	return typeof given === 'string' ? given : String(given);
}

function traceOf(parent: SpanContext | undefined, began: Moment): LocalTrace {
	if (parent !== undefined && LocalSpanContext.is(parent)) return parent.trace();
	const anchor = newAnchor(typeof began === 'number' ? began : performance.now());
	return parent === undefined ? LocalTrace.begin(anchor) : LocalTrace.of(parent.traceId, anchor);
}

/** Where no span can be made, whoever is called stays in the trace of its caller. */
function notRecording(context: Context): Span {
	try {
		return trace.wrapSpanContext(trace.getSpanContext(context) ?? INVALID_SPAN_CONTEXT);
	} catch {
		return trace.wrapSpanContext(INVALID_SPAN_CONTEXT); // the parent is what fails, as has been told
	}
}
