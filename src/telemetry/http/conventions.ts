import type { Attributes } from '@opentelemetry/api';
import {
	ATTR_HTTP_REQUEST_METHOD,
	ATTR_HTTP_REQUEST_METHOD_ORIGINAL,
	ATTR_SERVER_ADDRESS,
	ATTR_SERVER_PORT,
	HTTP_REQUEST_METHOD_VALUE_OTHER,
} from '@opentelemetry/semantic-conventions';

const KNOWN_METHODS = new Set([
	'CONNECT',
	'DELETE',
	'GET',
	'HEAD',
	'OPTIONS',
	'PATCH',
	'POST',
	'PUT',
	'QUERY',
	'TRACE',
]);

/** Whether the conventions know the method, written as it is sent. */
export function isKnownMethod(method: string): boolean {
	return KNOWN_METHODS.has(method);
}

/**
 * The span name's first word and the method's attributes. Anybody can send any method, so an unknown one must
 * not become a name of its own: https://opentelemetry.io/docs/specs/semconv/http/http-spans/#name
 */
export function methodConventions(method: string): { name: string; attributes: Attributes } {
	if (KNOWN_METHODS.has(method)) return { name: method, attributes: { [ATTR_HTTP_REQUEST_METHOD]: method } };
	return {
		name: 'HTTP',
		attributes: {
			[ATTR_HTTP_REQUEST_METHOD]: HTTP_REQUEST_METHOD_VALUE_OTHER,
			[ATTR_HTTP_REQUEST_METHOD_ORIGINAL]: method,
		},
	};
}

/** `server.address` and `server.port` of a URL; an IPv6 address without its brackets. */
export function serverConventions(url: URL): Attributes {
	const port = url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port);
	return { [ATTR_SERVER_ADDRESS]: url.hostname.replace(/^\[|\]$/g, ''), [ATTR_SERVER_PORT]: port };
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
