import {
	createContextKey,
	isSpanContextValid,
	trace,
	TraceFlags,
	type Context,
	type TextMapGetter,
	type TextMapPropagator,
	type TextMapSetter,
} from '@opentelemetry/api';
import { isSampled } from '../../isSampled';
import { isTracingSuppressed } from '../../suppression';
import { onlyValue } from './carrier';

const SINGLE = 'b3';
const TRACE_ID = 'x-b3-traceid';
const SPAN_ID = 'x-b3-spanid';
const SAMPLED = 'x-b3-sampled';
const FLAGS = 'x-b3-flags';

const SINGLE_FIELDS = /^([\da-f]{16}|[\da-f]{32})-([\da-f]{16})(?:-([01d])(?:-[\da-f]{16})?)?$/;
const TRACE_ID_VALUE = /^(?:[\da-f]{16}|[\da-f]{32})$/;
const SPAN_ID_VALUE = /^[\da-f]{16}$/;
/** Some wrote words before the format was fixed. No state leaves the decision open: not sampled, as officially. */
const STATES: ReadonlyMap<string, SamplingState> = new Map([
	['1', '1'],
	['true', '1'],
	['0', '0'],
	['false', '0'],
	['', '0'],
]);
const DEBUG = createContextKey('glasshouse.b3.debug');

type SamplingState = '0' | '1' | 'd';

/**
 * B3 by https://github.com/openzipkin/b3-propagation: written as one header or as several, read in both forms.
 * The official propagator finds ids anywhere inside of a header and takes upper-case ones as they are, which
 * OTLP and `traceparent` must not carry.
 */
export class B3Propagator implements TextMapPropagator {
	constructor(private readonly encoding: 'single' | 'multi') {}

	inject(context: Context, carrier: unknown, setter: TextMapSetter): void {
		const span = trace.getSpanContext(context);
		if (span === undefined || isTracingSuppressed(context) || !isSpanContextValid(span)) return;
		const sampled = isSampled(span) ? '1' : '0';
		const state = context.getValue(DEBUG) === true ? 'd' : sampled;
		if (this.encoding === 'single') setter.set(carrier, SINGLE, `${span.traceId}-${span.spanId}-${state}`);
		else {
			setter.set(carrier, TRACE_ID, span.traceId);
			setter.set(carrier, SPAN_ID, span.spanId);
			// Debug implies sampled, which is not said beside it.
			if (state === 'd') setter.set(carrier, FLAGS, '1');
			else setter.set(carrier, SAMPLED, state);
		}
	}

	/** Returns the context as it is where the ids or the sampling state are not valid. */
	extract(context: Context, carrier: unknown, getter: TextMapGetter): Context {
		const header = onlyValue(carrier, getter, SINGLE);
		const found = header === undefined ? fromSeveral(carrier, getter) : fromOne(header);
		if (found === undefined) return context;
		const { traceId, spanId, state } = found;
		const traceFlags = state === '0' ? TraceFlags.NONE : TraceFlags.SAMPLED;
		const remote = { traceId: traceId.padStart(32, '0'), spanId, traceFlags, isRemote: true };
		if (!isSpanContextValid(remote)) return context;
		const extracted = trace.setSpanContext(context, remote);
		return state === 'd' ? extracted.setValue(DEBUG, true) : extracted;
	}

	fields(): string[] {
		return this.encoding === 'single' ? [SINGLE] : [TRACE_ID, SPAN_ID, SAMPLED, FLAGS];
	}
}

interface Found {
	traceId: string;
	spanId: string;
	state: SamplingState;
}

function fromOne(header: string): Found | undefined {
	const [, traceId, spanId, state] = SINGLE_FIELDS.exec(header) ?? [];
	if (traceId === undefined || spanId === undefined) return undefined;
	return { traceId, spanId, state: state === 'd' || state === '1' ? state : '0' };
}

function fromSeveral(carrier: unknown, getter: TextMapGetter): Found | undefined {
	const traceId = onlyValue(carrier, getter, TRACE_ID) ?? '';
	const spanId = onlyValue(carrier, getter, SPAN_ID) ?? '';
	if (!TRACE_ID_VALUE.test(traceId) || !SPAN_ID_VALUE.test(spanId)) return undefined;
	if (onlyValue(carrier, getter, FLAGS) === '1') return { traceId, spanId, state: 'd' };
	const state = STATES.get(onlyValue(carrier, getter, SAMPLED)?.toLowerCase() ?? '');
	return state === undefined ? undefined : { traceId, spanId, state };
}
