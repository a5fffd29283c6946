import { ATTR_SERVER_ADDRESS, ATTR_SERVER_PORT, HTTP_REQUEST_METHOD_VALUE_OTHER } from '../semconv';

/** How the conventions tell a method: https://opentelemetry.io/docs/specs/semconv/http/http-spans/#name */
export interface MethodConventions {
	/** The first word of a span's name. */
	readonly name: string;
	/** `http.request.method`: a known one, or `_OTHER`. */
	readonly method: string;
	/** `http.request.method_original`, where it is not a known one. */
	readonly original: string | undefined;
}

/** Where a URL leads. */
export interface ServerConventions {
	readonly [ATTR_SERVER_ADDRESS]: string;
	readonly [ATTR_SERVER_PORT]: number;
}

const KNOWN_METHODS = new Map<string, MethodConventions>(
	['CONNECT', 'DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT', 'QUERY', 'TRACE'].map((method) => [
		method,
		{ name: method, method, original: undefined },
	]),
);

/** Whether the conventions know the method, written as it is sent. */
export function isKnownMethod(method: string): boolean {
	return KNOWN_METHODS.has(method);
}

/** Anybody can send any method, so an unknown one must not become a name of its own. */
export function methodConventions(method: string): MethodConventions {
	return (
		KNOWN_METHODS.get(method) ?? {
			name: 'HTTP',
			method: HTTP_REQUEST_METHOD_VALUE_OTHER,
			original: method,
		}
	);
}

/** `server.address` and `server.port` of a URL; an IPv6 address without its brackets. */
export function serverConventions({ hostname, port, protocol }: URL): ServerConventions {
	return {
		[ATTR_SERVER_ADDRESS]: hostname.startsWith('[') ? hostname.slice(1, -1) : hostname,
		[ATTR_SERVER_PORT]: port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port),
	};
}

/** `error.type` for what was thrown: its class, never its message, which may hold anything. */
export function errorType(error: unknown): string {
	return error instanceof Error ? error.name : typeof error;
}

/** `error.type` for what kept a request from being answered: its code, such as `ECONNREFUSED`, else its class. */
export function networkErrorType(error: unknown): string {
	const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined;
	return typeof code === 'string' && code !== '' ? code : errorType(error);
}
