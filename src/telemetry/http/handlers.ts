import { guard, invoke, report } from '../guard';
import { callIn } from '../callersContext';
import { likeItsOriginal } from '../wrapMethod';
import { Failures } from './failures';
import type { Peer } from './requestAttributes';
import { RequestSpan } from './requestSpan';
import { expectUpgrade } from './upgrades';

export type Handler = (this: unknown, request: Request, server: Bun.Server<unknown>) => unknown;
export type ErrorHandler = (this: unknown, error: unknown) => unknown;

/** What all handlers of one server share; what `server.reload` does not name stays as it was. */
export class Serving {
	readonly failures = new Failures();
	/** Whether there is an `error` handler, which makes a page of what others throw. */
	hasErrorPage = false;
	/** Whether there is a `websocket`, so that requests may be upgraded. */
	upgrades = false;
}

type Server = Bun.Server<unknown> | undefined;

// As Bun knows them: an app may put classes of its own in their place.
const NativeResponse = Response;
const NO_CONTENT = 204;

/**
 * The same handler, each call of which is a SERVER span. `this`, name, length and what it throws stay its own. A
 * plain function, for only Bun comes to see it, and a Proxy costs a third of a µs a call.
 */
export function tracedHandler(handler: Handler, serving: Serving, route?: string): Handler {
	const traced = function (this: unknown, ...args: Parameters<Handler>): unknown {
		const span = begin(args[0], args[1], serving, route);
		if (span === undefined) return invoke(handler, this, args);
		return answerOf(span, handler, this, args, serving, args[1]);
	};
	return likeItsOriginal(traced, handler);
}

/** An error page is made in the context of the request that failed, and is what its span tells of. */
export function tracedErrorHandler(handler: ErrorHandler, { failures }: Serving): ErrorHandler {
	const traced = function (this: unknown, ...args: Parameters<ErrorHandler>): unknown {
		const span = guard('Finding a failed request', () => failures.take(args[0]));
		if (span === undefined) return invoke(handler, this, args);
		return answerOf(span, handler, this, args);
	};
	return likeItsOriginal(traced, handler);
}

function begin(
	request: Request,
	server: Server,
	{ upgrades }: Serving,
	route: string | undefined,
): RequestSpan | undefined {
	try {
		const span = new RequestSpan(request, peerOf(request, server), route);
		if (upgrades) guard('Expecting an upgrade', () => expectUpgrade(span));
		return span;
	} catch (error) {
		report('Starting a server span', error);
		return undefined;
	}
}

/** There is none for `server.fetch`, which is called without a connection. */
function peerOf(request: Request, server: Server): Peer {
	return server?.requestIP(request) ?? null;
}

/**
 * Calls a handler inside its span and sees to what becomes of it, at once or when its promise settles.
 * @param serving neither it nor `server` is given for an error page: what that lacks, Bun makes a plain 500 of
 */
function answerOf(
	span: RequestSpan,
	handler: Handler | ErrorHandler,
	self: unknown,
	args: readonly unknown[],
	serving?: Serving,
	server?: Server,
): unknown {
	let result: unknown;
	try {
		result = callIn(span.context, handler, self, args);
	} catch (error) {
		failed(span, error, serving);
		throw error;
	}
	if (!(result instanceof Promise)) return answered(span, result, server);
	span.awaitAnswer();
	return result.then(
		(response: unknown) => answered(span, response, server),
		(error: unknown) => {
			failed(span, error, serving);
			throw error;
		},
	);
}

/** @returns what is to be sent. Never throws. */
function answered(span: RequestSpan, result: unknown, server: Server): unknown {
	if (!(result instanceof NativeResponse)) {
		span.unanswered(guard('Asking for a status', () => ownStatus(server)));
		return result;
	}
	try {
		return span.respond(result);
	} catch (error) {
		report('Recording a response', error);
		span.end();
		return result;
	}
}

/** Never throws. */
function failed(span: RequestSpan, error: unknown, serving: Serving | undefined): void {
	const isAbandoned = guard('Asking for a client', () => span.isAbandoned);
	if (isAbandoned === true) {
		span.clientLeft();
		return;
	}
	guard('Recording a failed request', () => span.threw(error));
	if (serving?.hasErrorPage === true) serving.failures.add(error, span);
	else span.unanswered();
}

/** What Bun answers where a handler gives nothing that it could send. */
function ownStatus(server: Server): number | undefined {
	if (server === undefined) return undefined;
	return server.development ? 200 : NO_CONTENT;
}
