import {
	ROOT_CONTEXT,
	SpanKind,
	SpanStatusCode,
	trace,
	type Attributes,
	type Context,
	type Span,
} from '@opentelemetry/api';
import { SPANS } from '../catalogue';
import { guard, report } from '../guard';
import { errorType } from '../http/conventions';
import { recordedException } from '../http/exception';
import { placeOf } from '../http/place';
import type { RequestSpan } from '../http/requestSpan';
import { deleteRpcMetadata } from '../rpcMetadata';
import {
	ATTR_ERROR_TYPE,
	ATTR_HTTP_ROUTE,
	ATTR_NETWORK_PEER_ADDRESS,
	ATTR_SERVER_ADDRESS,
	ATTR_SERVER_PORT,
	ATTR_URL_PATH,
} from '../semconv';
import {
	ATTR_BYTES_RECEIVED,
	ATTR_BYTES_SENT,
	ATTR_CLOSE_CODE,
	ATTR_MESSAGES_RECEIVED,
	ATTR_MESSAGES_SENT,
	ATTR_SUBPROTOCOL,
} from './attributes';
import { FIRST_OWN_CODE, metricsOf, type RouteMetrics } from './metrics';
import { sizeOf } from './size';
import { Tally } from './tally';
import { Subscriptions, type Topics } from './topics';

const tracer = trace.getTracer(SPANS.websocket.scope);

/** Closed as agreed, gone elsewhere, without a code, restarting: https://www.rfc-editor.org/rfc/rfc6455#section-7.4 */
const NORMAL_CODES = new Set([1000, 1001, 1005, 1012]);

/** What is known of a connection when it opens. */
export interface Opening {
	/** The request that was upgraded, or `undefined` where nothing traced it. */
	readonly request: RequestSpan | undefined;
	readonly subprotocol: string | undefined;
}

/** Every connection that is open in this process. */
const open = new Set<Connection>();

/** Ends the spans of all connections that are open still, as the process is about to stop. */
export function endOpenConnections(): void {
	for (const connection of [...open]) connection.end();
}

/**
 * One WebSocket connection: the span of its life, which is a child of its upgrade request, its counts and its
 * metrics. No method throws.
 */
export class Connection {
	/** In which all handlers of this connection run. */
	readonly context: Context;
	readonly subscriptions: Subscriptions;
	private readonly span: Span;
	private readonly metrics: RouteMetrics;
	private readonly startedMs = performance.now();
	private readonly received = new Tally();
	private readonly sent = new Tally();
	private errorType: string | undefined;

	constructor(opening: Opening, peerAddress: string, topics: Topics) {
		const { request } = opening;
		const parent = deleteRpcMetadata(request?.context ?? ROOT_CONTEXT);
		const name = request?.route === undefined ? 'websocket' : `websocket ${request.route}`;
		const attributes = openingAttributes(opening, peerAddress);
		this.span = tracer.startSpan(name, { kind: SpanKind.SERVER, attributes }, parent);
		this.context = trace.setSpan(parent, this.span);
		this.subscriptions = new Subscriptions(topics);
		this.metrics = metricsOf(request?.route);
		open.add(this);
		guard('Counting a connection', () => this.metrics.count(1));
	}

	messageReceived(message: unknown): void {
		const bytes = sizeOf(message);
		this.received.add(bytes);
		this.measure('receive', message, bytes);
	}

	/** @param message goes to this connection */
	messageSent(message: unknown): void {
		const bytes = sizeOf(message);
		this.sent.add(bytes);
		this.measure('transmit', message, bytes);
	}

	/** @param message goes to the others that subscribe to the topic, and counts once, however many they are */
	messagePublished(topic: string, message: unknown): void {
		const bytes = sizeOf(message);
		if (this.subscriptions.publish(topic, bytes)) this.measure('transmit', message, bytes);
	}

	unsubscribed(topic: string): void {
		this.subscriptions.leave(topic, this.sent);
	}

	/** A handler threw. The connection lives on, unless Bun ends it. What comes after its end is not told. */
	threw(error: unknown): void {
		if (!open.has(this)) return;
		guard('Recording a failed handler', () => {
			const exception = recordedException(error);
			this.failed(errorType(error), exception.message);
			this.span.recordException(exception);
		});
	}

	/** Counts once. @param code of the closing, `undefined` where the process stops first */
	end(code?: number): void {
		if (!open.delete(this)) return;
		this.subscriptions.leaveAll(this.sent);
		guard('Counting a connection', () => this.metrics.count(-1));
		guard('Recording the end of a connection', () => this.recordEnd(code));
		guard('Ending the span of a connection', () => this.span.end());
		const seconds = (performance.now() - this.startedMs) / 1000;
		guard('Measuring a connection', () => this.metrics.closed(seconds, code, this.errorType, this.context));
	}

	private recordEnd(code: number | undefined): void {
		if (code !== undefined && !isNormal(code)) this.failed(this.errorType ?? String(code));
		if (code !== undefined) this.span.setAttribute(ATTR_CLOSE_CODE, code);
		this.span.setAttribute(ATTR_MESSAGES_RECEIVED, this.received.messages);
		this.span.setAttribute(ATTR_BYTES_RECEIVED, this.received.bytes);
		this.span.setAttribute(ATTR_MESSAGES_SENT, this.sent.messages);
		this.span.setAttribute(ATTR_BYTES_SENT, this.sent.bytes);
	}

	private failed(type: string, message?: string): void {
		const isFirst = this.errorType === undefined;
		this.errorType = type;
		this.span.setAttribute(ATTR_ERROR_TYPE, type);
		if (isFirst || message !== undefined) this.span.setStatus({ code: SpanStatusCode.ERROR, message });
	}

	private measure(direction: 'receive' | 'transmit', message: unknown, bytes: number): void {
		try {
			const type = typeof message === 'string' ? 'text' : 'binary';
			this.metrics.message(direction, type, bytes, this.context);
		} catch (error) {
			report('Measuring a message', error);
		}
	}
}

function openingAttributes({ request, subprotocol }: Opening, peerAddress: string): Attributes {
	const place = request === undefined ? undefined : placeOf(request.request.url);
	return {
		[ATTR_SERVER_ADDRESS]: place?.address,
		[ATTR_SERVER_PORT]: place?.port,
		[ATTR_URL_PATH]: place?.path,
		[ATTR_HTTP_ROUTE]: request?.route,
		[ATTR_NETWORK_PEER_ADDRESS]: peerAddress === '' ? undefined : peerAddress,
		[ATTR_SUBPROTOCOL]: subprotocol,
	};
}

function isNormal(code: number): boolean {
	return NORMAL_CODES.has(code) || code >= FIRST_OWN_CODE;
}
