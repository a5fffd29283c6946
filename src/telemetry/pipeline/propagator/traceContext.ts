import {
	createContextKey,
	isSpanContextValid,
	trace,
	TraceFlags,
	type Context,
	type SpanContext,
	type TextMapGetter,
	type TextMapPropagator,
	type TextMapSetter,
} from '@opentelemetry/api';
import { isTracingSuppressed } from '../../suppression';
import { onlyValue } from './carrier';
import { parseTraceState } from './traceState';

const TRACEPARENT = 'traceparent';
const TRACESTATE = 'tracestate';
const FIELDS = /^(?!ff)([\da-f]{2})-((?!0{32})[\da-f]{32})-((?!0{16})[\da-f]{16})-([\da-f]{2})(?:$|-)/;
const VERSION_00_LENGTH = 55;
/** The trace id was made by chance: a promise of who made it, that everybody who keeps the id passes on. */
const RANDOM = 0b10;
const RANDOM_TRACE_ID = createContextKey('glasshouse.random-trace-id');

/**
 * `traceparent` and `tracestate` by https://www.w3.org/TR/trace-context-2/. The official propagator breaks rules
 * that this one keeps: it sends flags of three digits where an unknown one was set, loses the random flag, keeps
 * part of a `tracestate` that is not valid or too long, takes the first of several `traceparent`s, and sends
 * an empty `tracestate`.
 */
export class TraceContextPropagator implements TextMapPropagator {
	inject(context: Context, carrier: unknown, setter: TextMapSetter): void {
		const span = trace.getSpanContext(context);
		if (span === undefined || isTracingSuppressed(context) || !isSpanContextValid(span)) return;
		const { traceId, spanId, traceFlags, traceState } = span;
		const random = context.getValue(RANDOM_TRACE_ID) === traceId ? RANDOM : 0;
		const flags = (traceFlags & (TraceFlags.SAMPLED | RANDOM)) | random;
		setter.set(carrier, TRACEPARENT, `00-${traceId}-${spanId}-0${flags}`);
		const members = traceState?.serialize();
		if (members) setter.set(carrier, TRACESTATE, members);
	}

	/** Returns the context as it is where the `traceparent` is not valid; the `tracestate` is not looked at then. */
	extract(context: Context, carrier: unknown, getter: TextMapGetter): Context {
		const [, version, traceId = '', spanId = '', flagsText = ''] = fieldsOf(carrier, getter);
		if (version === undefined) return context;
		const flags = parseInt(flagsText, 16);
		const traceFlags = flags & TraceFlags.SAMPLED;
		const remote: SpanContext = { traceId, spanId, traceFlags, isRemote: true };
		const members = getter.get(carrier, TRACESTATE)?.toString();
		if (members) remote.traceState = parseTraceState(members);
		const extracted = trace.setSpanContext(context, remote);
		return (flags & RANDOM) === 0 ? extracted : extracted.setValue(RANDOM_TRACE_ID, traceId);
	}

	fields(): string[] {
		return [TRACEPARENT, TRACESTATE];
	}
}

/** A later version may hold more behind another dash; the known one is exactly as long as it is. */
function fieldsOf(carrier: unknown, getter: TextMapGetter): readonly string[] {
	const header = onlyValue(carrier, getter, TRACEPARENT);
	if (header === undefined) return [];
	const fields = FIELDS.exec(header) ?? [];
	return fields[1] === '00' && header.length !== VERSION_00_LENGTH ? [] : fields;
}
