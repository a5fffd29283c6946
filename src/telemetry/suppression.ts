import { createContextKey, type Context } from '@opentelemetry/api';

/**
 * As `@opentelemetry/core` has it, which takes 6 ms to load: keys of one description are one key, so that a context
 * which is suppressed for us is so for every other instrumentation, and the other way round.
 */
const SUPPRESSED = createContextKey('OpenTelemetry SDK Context Key SUPPRESS_TRACING');

/** @returns a context in which nothing is traced, nor anything propagated */
export function suppressTracing(context: Context): Context {
	return context.setValue(SUPPRESSED, true);
}

export function isTracingSuppressed(context: Context): boolean {
	return context.getValue(SUPPRESSED) === true;
}
