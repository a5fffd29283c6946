import { TraceFlags, type SpanContext } from '@opentelemetry/api';

/** Whether the trace of a span is sampled; a span is recorded in any case. */
export function isSampled({ traceFlags }: SpanContext): boolean {
	return (traceFlags & TraceFlags.SAMPLED) !== 0;
}
