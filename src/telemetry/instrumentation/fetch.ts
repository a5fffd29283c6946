import { context, propagation, SpanKind, SpanStatusCode, trace, type Span } from '@opentelemetry/api';
import { isTracingSuppressed } from '@opentelemetry/core';
import {
	ATTR_ERROR_TYPE,
	ATTR_HTTP_RESPONSE_STATUS_CODE,
	ATTR_URL_FULL,
} from '@opentelemetry/semantic-conventions';
import { guard } from '../guard';
import { errorType, methodConventions, serverConventions } from '../http/conventions';
import { redactUrl } from '../http/redact';

type Arguments = Parameters<typeof fetch>;
type Signal = AbortSignal | null | undefined;

const tracer = trace.getTracer('glasshouse.fetch');

/**
 * Gives every request of the global `fetch` a CLIENT span, from the call to the response's headers, and writes
 * the trace context into what is sent. A Proxy, so that name, length and `fetch.preconnect` stay.
 */
export function instrumentFetch(): undefined {
	globalThis.fetch = new Proxy(globalThis.fetch, {
		apply(original, self, args: Arguments) {
			const call = isTracingSuppressed(context.active())
				? undefined
				: guard('A client span', () => begin(args));
			if (call === undefined) return original.apply(self, args);
			return observe(call.span, call.signal, () => original.apply(self, call.args));
		},
	});
}

interface Call {
	span: Span;
	signal: Signal;
	/** The caller's, with the trace context among the headers. */
	args: Arguments;
}

function begin([input, init]: Arguments): Call | undefined {
	const request = input instanceof Request ? input : undefined;
	const url = networkUrl(input);
	if (url === undefined) return undefined;
	const headers = new Headers(init?.headers ?? request?.headers);
	const span = startSpan(url, init?.method ?? request?.method ?? 'GET');
	guard('Writing the trace context', () =>
		propagation.inject(trace.setSpan(context.active(), span), headers, SETTER),
	);
	const signal = init?.signal ?? request?.signal;
	// A Request may stand for the options, too; its getters do not survive being spread.
	if (init instanceof Request) return { span, signal, args: [new Request(input, init), { headers }] };
	return { span, signal, args: [input, { ...init, headers }] };
}

const SETTER = { set: (headers: Headers, key: string, value: string) => headers.set(key, value) };

/** @returns `undefined` where the request never reaches a network, as with `file:` and `data:` */
function networkUrl(input: Arguments[0]): URL | undefined {
	const url = URL.parse(input instanceof Request ? input.url : input.toString());
	return url?.protocol === 'http:' || url?.protocol === 'https:' ? url : undefined;
}

function startSpan(url: URL, givenMethod: string): Span {
	const { name, attributes } = methodConventions(givenMethod.toUpperCase());
	Object.assign(attributes, serverConventions(url), { [ATTR_URL_FULL]: redactUrl(url) });
	return tracer.startSpan(name, { kind: SpanKind.CLIENT, attributes });
}

function observe(span: Span, signal: Signal, send: () => Promise<Response>): Promise<Response> {
	const failed = (error: unknown): never => {
		guard('Recording a failed fetch', () => recordError(span, signal, error));
		throw error;
	};
	try {
		return send().then((response) => {
			guard('Recording a response', () => recordResponse(span, response));
			return response;
		}, failed);
	} catch (error) {
		return failed(error);
	}
}

function recordResponse(span: Span, { status }: Response): void {
	span.setAttribute(ATTR_HTTP_RESPONSE_STATUS_CODE, status);
	if (status >= 400)
		span.setAttribute(ATTR_ERROR_TYPE, String(status)).setStatus({ code: SpanStatusCode.ERROR });
	span.end();
}

/** Who aborts on purpose did not fail; a timeout did. */
function recordError(span: Span, signal: Signal, error: unknown): void {
	const deliberate = signal?.aborted === true && errorType(error) !== 'TimeoutError';
	if (!deliberate) {
		const exception = error instanceof Error ? error : new Error(String(error));
		span.setAttribute(ATTR_ERROR_TYPE, errorType(error));
		span.recordException(exception);
		span.setStatus({ code: SpanStatusCode.ERROR, message: exception.message });
	}
	span.end();
}
