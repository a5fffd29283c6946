import { guard, invoke } from '../guard';
import { copyOf, setValue } from '../http/copyOf';
import {
	Serving,
	tracedErrorHandler,
	tracedHandler,
	type ErrorHandler,
	type Handler,
} from '../http/handlers';
import { replaceMethod } from '../http/replaceMethod';
import { tracedRoutes } from '../http/routes';
import { observeResponses } from '../http/streaming';
import { spanOfUpgrade } from '../http/upgrades';
import { isObject } from '../isObject';

/** What this file touches of `Bun.serve`'s options; everything else passes through as it is. */
interface ServeOptions {
	fetch?: unknown;
	error?: unknown;
	routes?: unknown;
	websocket?: unknown;
	/** Set by `node:http`, which is built on `Bun.serve` and has an instrumentation of its own. */
	onNodeHTTPRequest?: unknown;
}

/**
 * Gives every request of every `Bun.serve` a SERVER span, until its body has been written. `this`, name, length
 * and errors of all handlers stay theirs. HTML imports, directories, and what `staticHandler` cannot answer as
 * Bun would, are left to Bun, which answers them without running JavaScript: they have no span.
 */
export function instrumentServe(): undefined {
	guard('Observing responses', observeResponses);
	const serve = new Proxy(Bun.serve, {
		apply(original, self, [options, ...rest]: unknown[]) {
			const serving = new Serving();
			const server = invoke(original, self, [traced(options, serving, nothingFound), ...rest]);
			guard('Instrumenting a server', () => instrumentServer(server, serving));
			return server;
		},
	});
	Object.assign(Bun, { serve });
}

function instrumentServer(server: unknown, serving: Serving): void {
	replaceMethod(server, 'reload', (original, self, [options, ...rest]) =>
		invoke(original, self, [traced(options, serving), ...rest]),
	);
	replaceMethod(server, 'upgrade', (original, self, args) => {
		const upgraded = invoke(original, self, args);
		if (upgraded === true) guard('Recording an upgrade', () => spanOfUpgrade(args[0])?.upgraded());
		return upgraded;
	});
}

/**
 * A copy with wrapped handlers; the caller's object stays as it was.
 * @param otherwise is `fetch` where the options have only routes
 */
function traced(options: unknown, serving: Serving, otherwise?: Handler): unknown {
	return guard('Instrumenting Bun.serve', () => tracedOptions(options, serving, otherwise)) ?? options;
}

function tracedOptions(options: unknown, serving: Serving, otherwise?: Handler): unknown {
	if (!isServeOptions(options) || options.onNodeHTTPRequest !== undefined) return options;
	const { fetch, error, routes, websocket } = options;
	const copy = copyOf(options);
	const handler = fetch ?? (hasKeys(routes) ? otherwise : undefined);
	if (isHandler(handler)) setValue(copy, 'fetch', tracedHandler(handler, serving));
	if (isErrorHandler(error)) setValue(copy, 'error', tracedErrorHandler(error, serving));
	if (isObject(routes)) setValue(copy, 'routes', tracedRoutes(routes, serving));
	serving.hasErrorPage ||= isErrorHandler(error);
	serving.upgrades ||= isObject(websocket);
	return copy;
}

/** What Bun answers by itself where no route fits and there is no `fetch`: a request all the same. */
function nothingFound(): Response {
	return new Response(null, { status: 404 });
}

function hasKeys(value: unknown): boolean {
	return isObject(value) && Object.keys(value).length > 0;
}

function isServeOptions(value: unknown): value is ServeOptions {
	return isObject(value);
}

function isHandler(value: unknown): value is Handler {
	return typeof value === 'function';
}

function isErrorHandler(value: unknown): value is ErrorHandler {
	return typeof value === 'function';
}
