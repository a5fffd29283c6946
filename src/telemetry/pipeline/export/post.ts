import { Collectors } from './http1/collectors';

/** A request as an export sends it. */
export interface PostRequest {
	readonly method: 'POST';
	/** With names in lower case. */
	readonly headers: Readonly<Record<string, string>>;
	/** Not read any more once the answer is there, or has failed. */
	readonly body: Uint8Array<ArrayBuffer>;
	readonly redirect: 'manual';
	readonly signal: AbortSignal;
	readonly tls?: { readonly ca?: string; readonly key?: string; readonly cert?: string };
}

/** The part of `fetch` that an export needs. It answers once the status is known, and rejects where there is none. */
export type Post = (url: string, request: PostRequest) => Promise<Response>;

/** What `fetch` looks for where the URL is one of plain HTTP. */
const PROXIES = ['http_proxy', 'HTTP_PROXY', 'all_proxy', 'ALL_PROXY'];

/**
 * Sends over connections of its own what goes over plain HTTP, and all else by `fetch`, which works on a thread of its
 * own: to wake it, and to be woken by it, costs more than the request.
 * @param native a `fetch` that nobody watches
 */
export function createPost(native: Post): Post {
	const collectors = new Collectors(native);
	return (url, request) => {
		const collector = request.tls === undefined && !isProxied() ? collectors.at(url) : null;
		return collector === null ? native(url, request) : collector.post(request);
	};
}

/** Whether the process may be meant to use a proxy now; for which hosts, `fetch` knows. */
function isProxied(): boolean {
	const { env } = process; // eslint-disable-line no-restricted-properties -- `fetch` looks there at each request
	return PROXIES.some((name) => (env[name] ?? '') !== '');
}
