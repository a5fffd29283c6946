import { tracedHandler, type Handler, type Serving } from './handlers';
import { staticHandler } from './staticRoute';

/**
 * The same routes with traced handlers. A route is a handler, handlers and responses by method, or something
 * static, of which what `staticHandler` can answer as Bun would is traced and everything else stays as it is.
 */
export function tracedRoutes(routes: object, serving: Serving): object {
	return mapped(routes, (route, path) => tracedRoute(route, path, serving));
}

function tracedRoute(route: unknown, path: string, serving: Serving): unknown {
	const traced = tracedAnswer(route, path, serving);
	if (traced !== undefined) return traced;
	if (!isMethods(route)) return route;
	return mapped(route, (answer) => tracedAnswer(answer, path, serving) ?? answer);
}

function tracedAnswer(answer: unknown, path: string, serving: Serving): Handler | undefined {
	const handler = isHandler(answer) ? answer : staticHandler(answer);
	return handler === undefined ? undefined : tracedHandler(handler, serving, path);
}

function mapped(object: object, change: (value: unknown, key: string) => unknown): object {
	const entries = Object.entries<unknown>({ ...object });
	return Object.fromEntries(entries.map(([key, value]) => [key, change(value, key)]));
}

function isMethods(route: unknown): route is object {
	return typeof route === 'object' && route !== null && Object.getPrototypeOf(route) === Object.prototype;
}

function isHandler(value: unknown): value is Handler {
	return typeof value === 'function';
}
