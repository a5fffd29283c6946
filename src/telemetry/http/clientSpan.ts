import {
	context,
	propagation,
	SpanKind,
	SpanStatusCode,
	trace,
	type Attributes,
	type Context,
	type Span,
} from '@opentelemetry/api';
import { METRICS } from '../catalogue';
import { instruments } from '../definition';
import { guard } from '../guard';
import {
	ATTR_ERROR_TYPE,
	ATTR_HTTP_REQUEST_METHOD,
	ATTR_HTTP_REQUEST_METHOD_ORIGINAL,
	ATTR_HTTP_RESPONSE_STATUS_CODE,
	ATTR_NETWORK_PEER_ADDRESS,
	ATTR_NETWORK_TRANSPORT,
	ATTR_URL_FULL,
} from '../semconv';
import { errorType, methodConventions, networkErrorType, serverConventions } from './conventions';
import { recordedException } from './exception';
import { redactText, redactUrl } from './redact';

const SCOPE = 'glasshouse.fetch';
const tracer = trace.getTracer(SCOPE);
const duration = instruments(SCOPE).histogram(METRICS.httpClientRequestDuration);

/** Its final URL is told by this event: the hops between are followed by Bun, and cannot be seen. */
const REDIRECTED = 'redirected';

/** What is about to be sent. */
export interface Outgoing {
	url: URL;
	/** As it goes over the wire. */
	method: string;
	/** The path of the socket that it goes through, where it is no network address. */
	unix: string | undefined;
	signal: AbortSignal | null | undefined;
}

/**
 * The CLIENT span of one request, from the call to the response's headers, and its share in
 * `http.client.request.duration`: https://opentelemetry.io/docs/specs/semconv/http/http-spans/#http-client
 */
export class ClientSpan {
	private readonly span: Span;
	private readonly context: Context;
	private readonly measured: Attributes;
	private readonly began = performance.now();

	constructor({ url, method, unix }: Outgoing) {
		const conventions = methodConventions(method);
		this.measured = {
			[ATTR_HTTP_REQUEST_METHOD]: conventions.method,
			...serverConventions(url),
		};
		const attributes = {
			...this.measured,
			[ATTR_HTTP_REQUEST_METHOD_ORIGINAL]: conventions.original,
			[ATTR_URL_FULL]: redactUrl(url),
			[ATTR_NETWORK_PEER_ADDRESS]: unix,
			[ATTR_NETWORK_TRANSPORT]: unix === undefined ? undefined : 'unix',
		};
		const parent = context.active();
		this.span = tracer.startSpan(conventions.name, { kind: SpanKind.CLIENT, attributes }, parent);
		this.context = trace.setSpan(parent, this.span);
	}

	/** Writes the trace context over whatever the caller has set. */
	inject(headers: Headers): void {
		propagation.inject(this.context, headers, SETTER);
	}

	/** Never throws, and always ends the span. */
	responded({ status, redirected, url }: Response): void {
		guard('Recording a response', () => {
			this.span.setAttribute(ATTR_HTTP_RESPONSE_STATUS_CODE, status);
			this.measured[ATTR_HTTP_RESPONSE_STATUS_CODE] = status;
			if (redirected) this.span.addEvent(REDIRECTED, { [ATTR_URL_FULL]: redactText(url) });
			if (status >= 400) this.failed(String(status));
		});
		this.end();
	}

	/** Never throws, and always ends the span. Who aborts on purpose did not fail; a timeout did. */
	rejected(error: unknown, signal: Outgoing['signal']): void {
		guard('Recording a failed request', () => {
			if (!isDeliberateAbort(error, signal)) this.threw(error);
		});
		this.end();
	}

	private threw(error: unknown): void {
		const exception = recordedException(error);
		this.failed(networkErrorType(error), exception.message);
		this.span.recordException(exception);
	}

	private failed(type: string, message?: string): void {
		this.span.setAttribute(ATTR_ERROR_TYPE, type);
		this.measured[ATTR_ERROR_TYPE] = type;
		this.span.setStatus({ code: SpanStatusCode.ERROR, message });
	}

	end(): void {
		guard('Ending a client span', () => this.span.end());
		guard('Measuring a request', () => {
			duration.record((performance.now() - this.began) / 1000, this.measured, this.context);
		});
	}
}

/** A `tracestate` belongs to the `traceparent` that it came with: the caller's goes where ours comes. */
const SETTER = {
	set(headers: Headers, key: string, value: string) {
		if (key === 'traceparent') headers.delete('tracestate');
		headers.set(key, value);
	},
};

function isDeliberateAbort(error: unknown, signal: Outgoing['signal']): boolean {
	return signal?.aborted === true && error === signal.reason && errorType(error) !== 'TimeoutError';
}
