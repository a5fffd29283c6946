import {
	context,
	diag,
	SpanStatusCode,
	trace,
	type Attributes,
	type Context,
	type Span,
} from '@opentelemetry/api';
import { getRPCMetadata } from '@opentelemetry/core';

const tracer = trace.getTracer('glasshouse');

/**
 * Runs `fn` inside an active span: sets OK, or ERROR with the message, records the exception, rethrows the same
 * error, and always ends the span; when `fn` returns a promise, once that is settled. Redirects, HTTP errors
 * under 500 (SvelteKit's, oRPC's, `AppError`s) and deliberate aborts are answers, not failures: they leave the
 * status unset.
 * @param name low cardinality: ids belong into attributes
 */
export function withSpan<T>(
	name: string,
	fn: (span: Span) => Promise<T>,
	attributes?: Attributes,
): Promise<T>;
export function withSpan<T>(name: string, fn: (span: Span) => T, attributes?: Attributes): T;
export function withSpan(name: string, fn: (span: Span) => unknown, attributes: Attributes = {}): unknown {
	return tracer.startActiveSpan(name, { attributes }, (span) => {
		try {
			const result = fn(span);
			if (result instanceof Promise) return settle(span, result);
			return succeed(span, result);
		} catch (error) {
			return fail(span, error);
		}
	});
}

/** Adds an event to the active span; does nothing where no span is active. */
export function addSpanEvent(name: string, attributes?: Attributes): void {
	trace.getActiveSpan()?.addEvent(name, attributes);
}

/** Shows a failure as an exception on the SERVER span of the request that is being answered, if there is one. */
export function recordOnServerSpan(failure: unknown): void {
	const span = getRPCMetadata(context.active())?.span;
	if (span === undefined) return;
	recording(span, () => span.recordException(failure instanceof Error ? failure : String(failure)));
}

const failures = new WeakMap<object, Context>();

/** Where an error was thrown, as far as a span saw it pass: the context of the innermost one. */
export function contextOfFailure(error: unknown): Context | undefined {
	return typeof error === 'object' && error !== null ? failures.get(error) : undefined;
}

function settle(span: Span, promise: Promise<unknown>): Promise<unknown> {
	return promise.then(
		(value) => succeed(span, value),
		(error: unknown) => fail(span, error),
	);
}

function succeed<T>(span: Span, value: T): T {
	span.setStatus({ code: SpanStatusCode.OK });
	span.end();
	return value;
}

function fail(span: Span, error: unknown): never {
	recording(span, () => {
		if (error instanceof Error && !failures.has(error)) failures.set(error, context.active());
		if (!isAnswer(error) && !isAbort(error)) recordError(span, error);
	});
	span.end();
	throw error;
}

/** Anything can be thrown, also what throws when it is read: then that there was an error is all that is told. */
function recording(span: Span, record: () => void): void {
	try {
		record();
	} catch (failure) {
		span.setStatus({ code: SpanStatusCode.ERROR });
		diag.debug('An error could not be recorded', failure);
	}
}

function recordError(span: Span, error: unknown): void {
	const exception = error instanceof Error ? error : String(error);
	span.setStatus({
		code: SpanStatusCode.ERROR,
		message: typeof exception === 'string' ? exception : exception.message,
	});
	span.recordException(exception);
}

/** What tells a client something, by a status under 500. */
function isAnswer(error: unknown): boolean {
	return hasStatus(error) && error.status >= 300 && error.status < 500;
}

function isAbort(error: unknown): boolean {
	return error instanceof Error && error.name === 'AbortError';
}

function hasStatus(error: unknown): error is { status: number } {
	return typeof error === 'object' && error !== null && 'status' in error && typeof error.status === 'number';
}
