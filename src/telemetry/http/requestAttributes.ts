import type { Attributes } from '@opentelemetry/api';
import {
	ATTR_CLIENT_ADDRESS,
	ATTR_HTTP_REQUEST_METHOD,
	ATTR_HTTP_REQUEST_METHOD_ORIGINAL,
	ATTR_HTTP_ROUTE,
	ATTR_NETWORK_PEER_ADDRESS,
	ATTR_NETWORK_PEER_PORT,
	ATTR_SERVER_ADDRESS,
	ATTR_SERVER_PORT,
	ATTR_URL_PATH,
	ATTR_URL_QUERY,
	ATTR_URL_SCHEME,
	ATTR_USER_AGENT_ORIGINAL,
} from '../semconv';
import type { MethodConventions } from './conventions';
import { placeOf } from './place';
import { redactQuery } from './redact';

/** The other end of the socket; `null` on a unix socket, and where there is none. */
export type Peer = { readonly address: string; readonly port: number } | null;

export type Scheme = 'http' | 'https';

/**
 * What a request says of itself. The protocol's version is left out: Bun does not tell which of 1.0, 1.1, 2 and 3
 * it was. Forwarded headers are not believed: anybody can send them.
 * https://opentelemetry.io/docs/specs/semconv/http/http-spans/#http-server-span
 */
export function requestAttributes(
	{ url, headers }: Request,
	{ method, original }: MethodConventions,
	scheme: Scheme,
	peer: Peer,
	route: string | undefined,
): Attributes {
	const { address, port, path, query } = placeOf(url);
	const userAgent = headers.get('user-agent');
	const attributes: Attributes = {
		[ATTR_HTTP_REQUEST_METHOD]: method,
		[ATTR_URL_PATH]: path,
		[ATTR_URL_SCHEME]: scheme,
	};
	if (original !== undefined) attributes[ATTR_HTTP_REQUEST_METHOD_ORIGINAL] = original;
	if (route !== undefined) attributes[ATTR_HTTP_ROUTE] = route;
	if (address !== undefined) attributes[ATTR_SERVER_ADDRESS] = address;
	if (port !== undefined) attributes[ATTR_SERVER_PORT] = port;
	if (query !== '') attributes[ATTR_URL_QUERY] = redactQuery(query);
	if (userAgent !== null) attributes[ATTR_USER_AGENT_ORIGINAL] = userAgent;
	if (peer !== null) {
		attributes[ATTR_CLIENT_ADDRESS] = peer.address;
		attributes[ATTR_NETWORK_PEER_ADDRESS] = peer.address;
		attributes[ATTR_NETWORK_PEER_PORT] = peer.port;
	}
	return attributes;
}
