import { AppError } from '../errors';
import { countFeedRefusal, feedCounts } from '../metrics/feed';
import { perProcess } from '../process/perProcess';

/** More than so many people and programs do not watch one process; each costs memory for what is on its way. */
export const MOST_CLIENTS = 100;
/** Keeps proxies, and the server itself, from taking a quiet connection for a dead one. */
export const HEARTBEAT_MS = 5_000;

export type Transport = 'websocket' | 'sse';

const clients = perProcess('feedClients', () => ({ count: 0 }));

/**
 * Takes one of the places that there are for clients. Returns the way out, which must be called once.
 * @throws AppError UNAVAILABLE where all are taken
 */
export function takePlace(transport: Transport): () => void {
	if (clients.count >= MOST_CLIENTS) {
		countFeedRefusal('too_many');
		throw new AppError('UNAVAILABLE', `Expected at most ${MOST_CLIENTS} clients of the live feed at once.`);
	}
	const counts = feedCounts(transport);
	clients.count += 1;
	counts.clients(1);
	return () => {
		clients.count -= 1;
		counts.clients(-1);
	};
}
