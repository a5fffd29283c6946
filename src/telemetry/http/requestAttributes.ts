import type { Attributes } from '@opentelemetry/api';
import {
	ATTR_CLIENT_ADDRESS,
	ATTR_NETWORK_PEER_ADDRESS,
	ATTR_NETWORK_PEER_PORT,
	ATTR_URL_PATH,
	ATTR_URL_QUERY,
	ATTR_URL_SCHEME,
	ATTR_USER_AGENT_ORIGINAL,
} from '@opentelemetry/semantic-conventions';
import { serverConventions } from './conventions';
import { redactQuery } from './redact';
import type { Scheme } from './requestMetrics';

/** The other end of the socket; `null` on a unix socket, and where there is none. */
export type Peer = { readonly address: string; readonly port: number } | null;

/**
 * What a request says of itself, without its method. The protocol's version is left out: Bun does not tell which
 * of 1.0, 1.1, 2 and 3 it was. Forwarded headers are not believed: anybody can send them.
 * https://opentelemetry.io/docs/specs/semconv/http/http-spans/#http-server-span
 */
export function requestAttributes(request: Request, scheme: Scheme, peer: Peer): Attributes {
	const { url, headers } = request;
	const attributes = placeAttributes(url);
	attributes[ATTR_URL_SCHEME] = scheme;
	const query = queryOf(url);
	if (query !== '') attributes[ATTR_URL_QUERY] = redactQuery(query);
	const userAgent = headers.get('user-agent');
	if (userAgent !== null) attributes[ATTR_USER_AGENT_ORIGINAL] = userAgent;
	if (peer === null) return attributes;
	attributes[ATTR_CLIENT_ADDRESS] = peer.address;
	attributes[ATTR_NETWORK_PEER_ADDRESS] = peer.address;
	attributes[ATTR_NETWORK_PEER_PORT] = peer.port;
	return attributes;
}

/**
 * `server.address`, `server.port` and `url.path` of a request. Anybody can send a Host that makes no URL, or none:
 * Bun then tells the path alone, or what it was sent.
 */
export function placeAttributes(text: string): Attributes {
	const url = URL.parse(text);
	if (url === null) return { [ATTR_URL_PATH]: /^(?:https?:\/\/[^/?]*)?([^?#]*)/.exec(text)?.[1] ?? '' };
	const attributes = serverConventions(url);
	attributes[ATTR_URL_PATH] = url.pathname;
	return attributes;
}

/** Without the question mark and the fragment. */
function queryOf(text: string): string {
	const at = text.indexOf('?');
	if (at < 0) return '';
	const end = text.indexOf('#');
	return end < 0 ? text.slice(at + 1) : text.slice(at + 1, end);
}
