import { guard, invoke } from '../guard';
import { RequestSpan } from '../http/requestSpan';

type Handler = (this: unknown, request: Request, server: Bun.Server<unknown>) => unknown;
type Call = (...args: unknown[]) => unknown;
type ErrorHandler = (this: unknown, error: unknown) => unknown;

/** What this file touches of `Bun.serve`'s options; everything else passes through as it is. */
interface ServeOptions {
	fetch?: unknown;
	error?: unknown;
	routes?: unknown;
	/** Set by `node:http`, which is built on `Bun.serve` and has an instrumentation of its own. */
	onNodeHTTPRequest?: unknown;
}

/**
 * Gives every request of every `Bun.serve` a SERVER span. Bun answers static `Response` routes without running
 * JavaScript; they keep that, and have no span. `this`, name, length and errors of all handlers stay theirs.
 */
export function instrumentServe(): undefined {
	const serve = new Proxy(Bun.serve, {
		apply(original, self, [options, ...rest]: unknown[]) {
			const server = invoke(original, self, [traced(options), ...rest]);
			guard('Instrumenting server.reload', () => instrumentReload(server));
			return server;
		},
	});
	Object.assign(Bun, { serve });
}

function instrumentReload(server: unknown): void {
	if (!isObject(server) || !('reload' in server) || typeof server.reload !== 'function') return;
	server.reload = new Proxy(server.reload, {
		apply: (original: Call, self, [options, ...rest]: unknown[]) =>
			invoke(original, self, [traced(options), ...rest]),
	});
}

/** A copy with wrapped handlers; the caller's object stays as it was. */
function traced(options: unknown): unknown {
	return guard('Instrumenting Bun.serve', () => tracedOptions(options)) ?? options;
}

function tracedOptions(options: unknown): unknown {
	if (!isServeOptions(options) || options.onNodeHTTPRequest !== undefined) return options;
	const { fetch, error, routes } = options;
	const failures = isErrorHandler(error) ? new WeakMap<object, RequestSpan>() : undefined;
	const copy = Object.defineProperties({}, Object.getOwnPropertyDescriptors(options));
	Object.setPrototypeOf(copy, Reflect.getPrototypeOf(options));
	if (isHandler(fetch)) replace(copy, 'fetch', tracedHandler(fetch, failures));
	if (isErrorHandler(error) && failures) replace(copy, 'error', tracedErrorHandler(error, failures));
	if (isObject(routes)) replace(copy, 'routes', tracedRoutes(routes, failures));
	return copy;
}

function tracedRoutes(routes: object, failures?: WeakMap<object, RequestSpan>): object {
	return mapped(routes, (route, path) => tracedRoute(route, path, failures));
}

/** A handler, handlers by method, or something static. */
function tracedRoute(route: unknown, path: string, failures?: WeakMap<object, RequestSpan>): unknown {
	if (isHandler(route)) return tracedHandler(route, failures, path);
	if (!isObject(route) || Object.getPrototypeOf(route) !== Object.prototype) return route;
	return mapped(route, (handler) => (isHandler(handler) ? tracedHandler(handler, failures, path) : handler));
}

function mapped(object: object, change: (value: unknown, key: string) => unknown): object {
	const entries = Object.entries<unknown>({ ...object });
	return Object.fromEntries(entries.map(([key, value]) => [key, change(value, key)]));
}

function tracedHandler(handler: Handler, failures?: WeakMap<object, RequestSpan>, route?: string): Handler {
	return new Proxy(handler, {
		apply(original, self, args: Parameters<Handler>) {
			const [request, server] = args;
			const span = guard(
				'Starting a server span',
				() => new RequestSpan(request, peer(request, server), route),
			);
			if (span === undefined) return invoke(original, self, args);
			return answer(span, () => invoke(original, self, args), failures);
		},
	});
}

/** An error page is made in the context of the request that failed, and is what its span tells of. */
function tracedErrorHandler(handler: ErrorHandler, failures: WeakMap<object, RequestSpan>): ErrorHandler {
	return new Proxy(handler, {
		apply(original, self, args: Parameters<ErrorHandler>) {
			const [error] = args;
			const span = isObject(error) ? failures.get(error) : undefined;
			if (span === undefined) return invoke(original, self, args);
			return answer(span, () => invoke(original, self, args));
		},
	});
}

/** Calls a handler inside its span, whether it answers at once or with a promise. */
function answer(span: RequestSpan, handle: () => unknown, failures?: WeakMap<object, RequestSpan>): unknown {
	const failed = (error: unknown): never => {
		guard('Recording a failed request', () => recordFailure(span, error, failures));
		throw error;
	};
	let result: unknown;
	try {
		result = span.run(handle);
	} catch (error) {
		return failed(error);
	}
	if (result instanceof Promise) return result.then((response: unknown) => respond(span, response), failed);
	return respond(span, result);
}

function respond(span: RequestSpan, response: unknown): unknown {
	const answered = guard('Recording a response', () => {
		if (response instanceof Response) return span.respond(response);
		span.upgraded();
		return response;
	});
	if (answered !== undefined) return answered;
	guard('Ending a server span', () => span.end());
	return response;
}

function recordFailure(span: RequestSpan, error: unknown, failures?: WeakMap<object, RequestSpan>): void {
	span.threw(error);
	if (failures !== undefined && isObject(error)) failures.set(error, span);
	else span.unanswered();
}

function peer(request: Request, server: Bun.Server<unknown>): string | undefined {
	return server.requestIP(request)?.address;
}

function replace(target: object, key: string, value: unknown): void {
	Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
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
