import { guard, invoke } from '../guard';
import { copyOf, setValue } from '../http/copyOf';
import { Failures } from '../http/failures';
import {
	tracedErrorHandler,
	tracedHandler,
	type ErrorHandler,
	type Handler,
	type Serving,
} from '../http/handlers';
import { replaceMethod } from '../http/replaceMethod';
import { tracedRoutes } from '../http/routes';
import { observeResponses } from '../http/streaming';
import { spanOfUpgrade } from '../http/upgrades';

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
			const server = invoke(original, self, [traced(options, true), ...rest]);
			guard('Instrumenting a server', () => instrumentServer(server));
			return server;
		},
	});
	Object.assign(Bun, { serve });
}

function instrumentServer(server: unknown): void {
	replaceMethod(server, 'reload', (original, self, [options, ...rest]) =>
		invoke(original, self, [traced(options, false), ...rest]),
	);
	replaceMethod(server, 'upgrade', (original, self, args) => {
		const upgraded = invoke(original, self, args);
		if (upgraded === true) guard('Recording an upgrade', () => spanOfUpgrade(args[0])?.upgraded());
		return upgraded;
	});
}

/** A copy with wrapped handlers; the caller's object stays as it was. */
function traced(options: unknown, starting: boolean): unknown {
	return guard('Instrumenting Bun.serve', () => tracedOptions(options, starting)) ?? options;
}

function tracedOptions(options: unknown, starting: boolean): unknown {
	if (!isServeOptions(options) || options.onNodeHTTPRequest !== undefined) return options;
	const { fetch, error, routes, websocket } = options;
	const failures = isErrorHandler(error) ? new Failures() : undefined;
	const serving: Serving = { failures, upgrades: isObject(websocket) };
	const copy = copyOf(options);
	if (isHandler(fetch)) setValue(copy, 'fetch', tracedHandler(fetch, serving));
	else if (starting && fetch === undefined && hasKeys(routes))
		setValue(copy, 'fetch', tracedHandler(nothingFound, serving));
	if (isErrorHandler(error) && failures) setValue(copy, 'error', tracedErrorHandler(error, failures));
	if (isObject(routes)) setValue(copy, 'routes', tracedRoutes(routes, serving));
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

function isObject(value: unknown): value is object {
	return typeof value === 'object' && value !== null;
}
