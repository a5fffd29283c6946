import {
	propagation,
	SpanKind,
	SpanStatusCode,
	trace,
	type Context,
	type Span,
	type TextMapGetter,
} from '@opentelemetry/api';
import { SPANS } from '../catalogue';
import { guard, report } from '../guard';
import { ROOT } from '../leanContext';
import { RPC_TYPE_HTTP, setRpcMetadata } from '../rpcMetadata';
import { ATTR_ERROR_TYPE, ATTR_HTTP_RESPONSE_STATUS_CODE, ATTR_HTTP_ROUTE } from '../semconv';
import { elapsedMs, startMsOf } from '../tracing/spanClock';
import { withBodyEnd, type BodyOwner } from './body';
import { forgetClient, NOWHERE, watchClient, type Waiting } from './clientWatch';
import { errorType, methodConventions } from './conventions';
import { recordedException } from './exception';
import { requestAttributes, type Peer } from './requestAttributes';
import { kindOf, type RequestKind } from './requestKinds';
import { recordDuration } from './requestMetrics';
import { isStreaming } from './streaming';

const tracer = trace.getTracer(SPANS.serve.scope);

/** What Bun answers where a handler failed, or gave what cannot be sent. */
const INTERNAL_SERVER_ERROR = 500;
const SWITCHING_PROTOCOLS = 101;

const HEADERS: TextMapGetter<Headers> = {
	get: (headers, key) => headers.get(key) ?? undefined,
	keys: (headers) => [...headers.keys()],
};

/**
 * The SERVER span of one request, its metrics, and the RPC metadata through which whoever knows the route tells
 * it: setting `route` names the span `{method} {route}` at once, so that live views need not wait for the end.
 */
export class RequestSpan implements BodyOwner, Waiting {
	readonly type = RPC_TYPE_HTTP;
	readonly span: Span;
	readonly context: Context;
	place = NOWHERE;
	ended = false;
	private readonly startedMs: number;
	private readonly kind: RequestKind;
	private template: string | undefined;
	private status: number | undefined;
	private errorType: string | undefined;
	private isUpgraded = false;
	private error: { thrown: unknown } | undefined;

	/**
	 * Nothing that is active counts as the parent: a server made inside a span would give it to every request.
	 * @param peer the other end of the socket
	 * @param route the template under which `Bun.serve` knows it
	 */
	constructor(
		readonly request: Request,
		peer: Peer,
		route?: string,
	) {
		const parent = propagation.extract(ROOT, request.headers, HEADERS);
		const method = methodConventions(request.method);
		const scheme = request.url.startsWith('https:') ? 'https' : 'http';
		const attributes = requestAttributes(request, method, scheme, peer, route);
		this.kind = kindOf(method, scheme);
		this.template = route;
		const { spanName } = this.kind.withRoute(route);
		this.span = tracer.startSpan(spanName, { kind: SpanKind.SERVER, attributes }, parent);
		this.startedMs = startMsOf(this.span);
		this.context = setRpcMetadata(trace.setSpan(parent, this.span), this);
		this.kind.begun();
	}

	get route(): string | undefined {
		return this.template;
	}

	set route(template: string | undefined) {
		this.template = template;
		if (template === undefined || this.ended) return;
		const { spanName } = this.kind.withRoute(template);
		this.span.setAttribute(ATTR_HTTP_ROUTE, template).updateName(spanName);
	}

	/** The handler has not answered yet: should its client leave, that is the end. Never throws. */
	awaitAnswer(): void {
		if (this.ended) return;
		try {
			watchClient(this);
		} catch (error) {
			report('Waiting for a handler', error);
		}
	}

	/** @returns the response to send; one with a streaming body is watched until the body ends. */
	respond(response: Response): Response {
		forgetClient(this);
		if (this.ended || this.isUpgraded) return this.endWith(response);
		const { status } = response;
		if (cannotBeSent(response, status)) {
			this.setStatus(INTERNAL_SERVER_ERROR);
			return this.endWith(response);
		}
		this.setStatus(status);
		if (!isStreaming(response, this.request.method)) return this.endWith(response);
		if (response.body?.locked === true) {
			this.setStatus(INTERNAL_SERVER_ERROR);
			return this.endWith(response);
		}
		return withBodyEnd(response, this);
	}

	/** The connection has been taken over by a WebSocket: whatever the handler returns, nobody is sent it. */
	upgraded(): void {
		if (this.ended) return;
		this.isUpgraded = true;
		this.setStatus(SWITCHING_PROTOCOLS);
	}

	/** The handler gave nothing that could be sent. Never throws. @param status what Bun answers by itself then */
	unanswered(status = INTERNAL_SERVER_ERROR): void {
		if (this.ended) return;
		guard('Recording what Bun answers', () => {
			if (!this.isUpgraded) this.setStatus(status);
			else if (this.error !== undefined) this.failed(SWITCHING_PROTOCOLS);
		});
		this.end();
	}

	/** The handler threw; an error page may still become the response. */
	threw(error: unknown): void {
		if (this.ended) return;
		this.error = { thrown: error };
		this.span.recordException(recordedException(error));
	}

	/** Whether the client is gone, so that neither an answer nor an error page will be sent. */
	get isAbandoned(): boolean {
		return this.request.signal.aborted;
	}

	/**
	 * The client went away without an answer: there is no status, and `error.type` says why. As it did so of its
	 * own accord, it is no failure of the server's, and the span's status stays unset as it does for a 4xx.
	 */
	clientLeft(): void {
		if (this.ended) return;
		guard('Recording an aborted request', () => this.setErrorType('AbortError'));
		this.end();
	}

	/** The body is complete, or its reader has gone. */
	bodyEnded(): void {
		this.end();
	}

	bodyBroke(error: unknown): void {
		if (this.ended) return;
		guard('Recording a broken body', () => {
			this.threw(error);
			this.failed(INTERNAL_SERVER_ERROR);
		});
		this.end();
	}

	/** Never throws, and counts once. */
	end(): void {
		if (this.ended) return;
		this.ended = true;
		forgetClient(this);
		this.kind.over();
		try {
			this.span.end();
		} catch (error) {
			report('Ending a server span', error);
		}
		try {
			const outcome = this.kind.withRoute(this.template).outcome(this.status, this.errorType);
			recordDuration(elapsedMs(this.span, this.startedMs) / 1000, outcome, this.span);
		} catch (error) {
			report('Measuring a request', error);
		}
	}

	private endWith(response: Response): Response {
		this.end();
		return response;
	}

	private setStatus(status: number): void {
		this.status = status;
		this.span.setAttribute(ATTR_HTTP_RESPONSE_STATUS_CODE, status);
		if (status >= INTERNAL_SERVER_ERROR) this.failed(status);
	}

	private failed(status: number): void {
		this.setErrorType(this.error === undefined ? String(status) : errorType(this.error.thrown));
		const message = this.error === undefined ? undefined : recordedException(this.error.thrown).message;
		this.span.setStatus({ code: SpanStatusCode.ERROR, message });
	}

	private setErrorType(type: string): void {
		this.errorType = type;
		this.span.setAttribute(ATTR_ERROR_TYPE, type);
	}
}

/** Bun refuses these, and answers 500 in their place. */
function cannotBeSent({ bodyUsed }: Response, status: number): boolean {
	return bodyUsed || status < 100;
}
