import { guard, invoke } from '../guard';
import { callIn } from '../callersContext';
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

// As Bun knows them: an app may put classes of its own in their place.
const NativeResponse = Response;
const NO_CONTENT = 204;

/** The same handler, each call of which is a SERVER span. `this`, name, length and what it throws stay its own. */
export function tracedHandler(handler: Handler, serving: Serving, route?: string): Handler {
	return new Proxy(handler, {
		apply(original, self, args: Parameters<Handler>) {
			const [request, server] = args;
			const span = begin(request, server, serving, route);
			if (span === undefined) return invoke(original, self, args);
			return new Answer(span, serving, server).of(original, self, args);
		},
	});
}

/** An error page is made in the context of the request that failed, and is what its span tells of. */
export function tracedErrorHandler(handler: ErrorHandler, { failures }: Serving): ErrorHandler {
	return new Proxy(handler, {
		apply(original, self, args: Parameters<ErrorHandler>) {
			const span = guard('Finding a failed request', () => failures.take(args[0]));
			if (span === undefined) return invoke(original, self, args);
			return new Answer(span).of(original, self, args);
		},
	});
}

function begin(
	request: Request,
	server: Bun.Server<unknown> | undefined,
	{ upgrades }: Serving,
	route: string | undefined,
): RequestSpan | undefined {
	const span = guard(
		'Starting a server span',
		() => new RequestSpan(request, peerOf(request, server), route),
	);
	if (upgrades && span !== undefined) guard('Expecting an upgrade', () => expectUpgrade(span));
	return span;
}

/** There is none for `server.fetch`, which is called without a connection. */
function peerOf(request: Request, server: Bun.Server<unknown> | undefined): Peer {
	return server?.requestIP(request) ?? null;
}

/** Calls a handler inside its span and sees to what becomes of it, at once or when its promise settles. */
class Answer {
	/** For an error page there is neither `serving` nor `server`: what that lacks, Bun makes a plain 500 of. */
	constructor(
		private readonly span: RequestSpan,
		private readonly serving?: Serving,
		private readonly server?: Bun.Server<unknown>,
	) {}

	of(handler: Handler | ErrorHandler, self: unknown, args: readonly unknown[]): unknown {
		let result: unknown;
		try {
			result = callIn(this.span.context, handler, self, args);
		} catch (error) {
			return this.failed(error);
		}
		if (!(result instanceof Promise)) return this.answered(result);
		guard('Waiting for a handler', () => this.span.awaitAnswer());
		return result.then(
			(response: unknown) => this.answered(response),
			(error: unknown) => this.failed(error),
		);
	}

	private answered(result: unknown): unknown {
		const { span } = this;
		if (!(result instanceof NativeResponse)) {
			span.unanswered(guard('Asking for a status', () => this.ownStatus()));
			return result;
		}
		const response = guard('Recording a response', () => span.respond(result));
		if (response === undefined) span.end();
		return response ?? result;
	}

	/** Throws what the handler threw. */
	private failed(error: unknown): never {
		const { span, serving } = this;
		const isAbandoned = guard('Asking for a client', () => span.isAbandoned);
		if (isAbandoned === true) span.clientLeft();
		else {
			guard('Recording a failed request', () => span.threw(error));
			if (serving?.hasErrorPage === true) serving.failures.add(error, span);
			else span.unanswered();
		}
		throw error;
	}

	/** What Bun answers where a handler gives nothing that it could send. */
	private ownStatus(): number | undefined {
		if (this.server === undefined) return undefined;
		return this.server.development ? 200 : NO_CONTENT;
	}
}
