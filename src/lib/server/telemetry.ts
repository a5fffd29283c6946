import { SpanStatusCode, trace, type Attributes, type Span } from '@opentelemetry/api';

const tracer = trace.getTracer('glasshouse');

/**
 * Runs `fn` inside an active span: sets OK, or ERROR with the message, records the exception, rethrows the same
 * error, and always ends the span.
 * @param name low cardinality: ids belong into attributes
 */
export function withSpan<T>(name: string, fn: (span: Span) => T, attributes?: Attributes): T {
	throw new Error(`replaced by the telemetry slice: ${name} ${String(fn)} ${String(attributes)} ${String(tracer)} ${String(SpanStatusCode.OK)}`);
}

/** Adds an event to the active span; does nothing where no span is active. */
export function addSpanEvent(name: string, attributes?: Attributes): void {
	trace.getActiveSpan()?.addEvent(name, attributes);
}
