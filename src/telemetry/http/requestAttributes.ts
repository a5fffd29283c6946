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
	return {
		[ATTR_HTTP_REQUEST_METHOD]: method,
		[ATTR_HTTP_REQUEST_METHOD_ORIGINAL]: original,
		[ATTR_HTTP_ROUTE]: route,
		[ATTR_SERVER_ADDRESS]: address,
		[ATTR_SERVER_PORT]: port,
		[ATTR_URL_PATH]: path,
		[ATTR_URL_QUERY]: query === '' ? undefined : redactQuery(query),
		[ATTR_URL_SCHEME]: scheme,
		[ATTR_USER_AGENT_ORIGINAL]: headers.get('user-agent') ?? undefined,
		[ATTR_CLIENT_ADDRESS]: peer?.address,
		[ATTR_NETWORK_PEER_ADDRESS]: peer?.address,
		[ATTR_NETWORK_PEER_PORT]: peer?.port,
	};
}
