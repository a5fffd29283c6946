import { dev } from '$app/environment';
import type { FeedConnection, Transport } from './feedLink';

/** Which part of the feed is followed. */
export interface FollowedFeed {
	session?: string;
	only?: 'log';
}

/** `vite dev` answers no WebSocket but its own. What worked once on this page is tried first from then on. */
let preferred: Transport = dev ? 'sse' : 'websocket';

export function preferredTransport(): Transport {
	return preferred;
}

export function preferTransport(transport: Transport): void {
	preferred = transport;
}

/** @param cursor where to go on; empty to begin anew */
export function openFeed(feed: FollowedFeed, transport: Transport, cursor: string): FeedConnection {
	const url = new URL('/api/v1/live', location.href);
	for (const [name, value] of Object.entries({ ...feed, cursor })) {
		if (value !== '') url.searchParams.set(name, value);
	}
	if (transport === 'sse') return new EventSource(url);
	url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
	return new WebSocket(url);
}
