import { randomBytes } from 'node:crypto';
import { isSpanContextValid, ROOT_CONTEXT, trace, type Context, type SpanContext } from '@opentelemetry/api';
import { parseTraceParent } from '@opentelemetry/core';

/** Where a run stands in its trace, in a form that a database keeps. */
export interface TracePlace {
	/** 32 lower-case hex digits. */
	traceId: string;
	/** W3C traceparent, version 00; always this form, whatever OTEL_PROPAGATORS says. */
	traceparent: string;
}

/** The active span's place; where nothing is traced, a fresh trace id that no span will ever have. */
export function currentPlace(): TracePlace {
	const active = trace.getActiveSpan()?.spanContext();
	return placeOf(active && isSpanContextValid(active) ? active : unsampled());
}

/** The context under which the steps of a run stand; the root where `traceparent` is malformed. */
export function contextOf(traceparent: string): Context {
	const parent = parseTraceParent(traceparent);
	return parent === null ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, { ...parent, isRemote: true });
}

/** @returns the trace id in a traceparent, or `null` where it is malformed */
export function traceIdOf(traceparent: string): string | null {
	return parseTraceParent(traceparent)?.traceId ?? null;
}

function placeOf({ traceId, spanId, traceFlags }: SpanContext): TracePlace {
	const flags = (traceFlags & 0xff).toString(16).padStart(2, '0');
	return { traceId, traceparent: `00-${traceId}-${spanId}-${flags}` };
}

function unsampled(): SpanContext {
	return {
		traceId: randomBytes(16).toString('hex'),
		spanId: randomBytes(8).toString('hex'),
		traceFlags: 0,
	};
}
