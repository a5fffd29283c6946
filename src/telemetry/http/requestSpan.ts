import {
	context,
	propagation,
	ROOT_CONTEXT,
	SpanKind,
	SpanStatusCode,
	trace,
	type Attributes,
	type Context,
	type Span,
	type TextMapGetter,
} from '@opentelemetry/api';
import { RPCType, setRPCMetadata } from '@opentelemetry/core';
import {
	ATTR_CLIENT_ADDRESS,
	ATTR_ERROR_TYPE,
	ATTR_HTTP_RESPONSE_STATUS_CODE,
	ATTR_HTTP_ROUTE,
	ATTR_NETWORK_PROTOCOL_VERSION,
	ATTR_URL_PATH,
	ATTR_URL_QUERY,
	ATTR_URL_SCHEME,
	ATTR_USER_AGENT_ORIGINAL,
} from '@opentelemetry/semantic-conventions';
import { guard } from '../guard';
import { isStreaming, withBodyEnd } from './body';
import { errorType, methodConventions, serverConventions } from './conventions';
import { redactQuery } from './redact';

const tracer = trace.getTracer('glasshouse.serve');

const HEADERS: TextMapGetter<Headers> = {
	get: (headers, key) => headers.get(key) ?? undefined,
	keys: (headers) => [...headers.keys()],
};

/**
 * The SERVER span of one request, and the RPC metadata through which whoever knows the route tells it: setting
 * `route` names the span `{method} {route}` at once, so that live views need not wait for the end.
 */
export class RequestSpan {
	readonly type = RPCType.HTTP;
	readonly span: Span;
	private readonly context: Context;
	private readonly methodName: string;
	private error: unknown;
	private template: string | undefined;
	private ended = false;

	/** Nothing that is active counts as the parent: a server made inside a span would give it to every request. */
	constructor(
		private readonly request: Request,
		clientAddress: string | undefined,
		route?: string,
	) {
		const parent = propagation.extract(ROOT_CONTEXT, request.headers, HEADERS);
		const { name, attributes } = methodConventions(request.method);
		this.methodName = name;
		Object.assign(attributes, requestConventions(request), { [ATTR_CLIENT_ADDRESS]: clientAddress });
		this.span = tracer.startSpan(name, { kind: SpanKind.SERVER, attributes }, parent);
		this.context = setRPCMetadata(trace.setSpan(parent, this.span), this);
		if (route !== undefined) this.route = route;
	}

	get route(): string | undefined {
		return this.template;
	}

	set route(template: string | undefined) {
		this.template = template;
		if (template === undefined) return;
		this.span.setAttribute(ATTR_HTTP_ROUTE, template).updateName(`${this.methodName} ${template}`);
	}

	/** Calls `fn` with this span active. */
	readonly run = <T>(fn: () => T): T => context.with(this.context, fn);

	/** @returns the response to send; one with a streaming body is watched until the body ends. */
	respond(response: Response): Response {
		this.span.setAttribute(ATTR_HTTP_RESPONSE_STATUS_CODE, response.status);
		if (response.status >= 500) this.failed(response.status);
		if (!isStreaming({ response, method: this.request.method })) {
			this.end();
			return response;
		}
		return withBodyEnd(response, this.run, (error) =>
			guard('Ending a server span', () => this.bodyEnded(error)),
		);
	}

	/** The connection was taken over, by a WebSocket for instance: there is no response of ours. */
	upgraded(): void {
		this.span.setAttribute(ATTR_HTTP_RESPONSE_STATUS_CODE, 101);
		this.end();
	}

	/** The handler threw; an error page may still become the response. */
	threw(error: unknown): void {
		this.error = error;
		this.span.recordException(error instanceof Error ? error : String(error));
	}

	/** The handler threw and Bun answers with its own 500. */
	unanswered(): void {
		this.span.setAttribute(ATTR_HTTP_RESPONSE_STATUS_CODE, 500);
		this.failed(500);
		this.end();
	}

	end(): void {
		if (this.ended) return;
		this.ended = true;
		this.span.end();
	}

	private bodyEnded(error: unknown): void {
		if (error !== undefined && !this.ended) {
			this.threw(error);
			this.failed(500);
		}
		this.end();
	}

	private failed(status: number): void {
		const { error } = this;
		const message = error instanceof Error ? error.message : undefined;
		this.span.setAttribute(ATTR_ERROR_TYPE, error === undefined ? String(status) : errorType(error));
		this.span.setStatus({ code: SpanStatusCode.ERROR, message });
	}
}

function requestConventions({ url: text, headers }: Request): Attributes {
	const url = URL.parse(text);
	return {
		...(url === null ? pathConventions(text) : urlConventions(url)),
		[ATTR_USER_AGENT_ORIGINAL]: headers.get('user-agent') ?? undefined,
		[ATTR_NETWORK_PROTOCOL_VERSION]: '1.1',
	};
}

function urlConventions(url: URL): Attributes {
	return {
		...serverConventions(url),
		[ATTR_URL_PATH]: url.pathname,
		[ATTR_URL_SCHEME]: url.protocol.slice(0, -1),
		[ATTR_URL_QUERY]: url.search === '' ? undefined : redactQuery(url.search.slice(1)),
	};
}

/** Anybody can send a Host that makes no URL, or none: Bun then tells the path alone. */
function pathConventions(text: string): Attributes {
	const [, path, query] = /^(?:https?:\/\/[^/?]*)?([^?]*)\??(.*)$/.exec(text) ?? [];
	return { [ATTR_URL_PATH]: path, [ATTR_URL_QUERY]: query ? redactQuery(query) : undefined };
}
