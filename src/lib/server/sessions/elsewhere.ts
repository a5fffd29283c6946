import type { FeedItem } from '$trace/feed';
import { perProcess } from '../process/perProcess';
import { repeat } from '../process/repeat';
import { Neighbours } from './elsewhere/neighbours';
import { sessionBus } from './sessionBus';
import { partOwner } from './traceParts';

const KEEP_MS = 1000;

const own = perProcess('elsewhere', () => ({ neighbours: undefined as Neighbours | undefined }));

/**
 * Tells what other processes on this database know of a run: first what they hold, then what happens there, some
 * 100 ms late. Best effort: what did not fit is told in their `telemetry.health` events. After the connection was
 * lost, what they hold is told anew, so that things may come twice.
 * @param traceId 32 lower-case hex digits
 * @param listener must not throw; spans come whole, each time that they changed
 * @returns the way out
 */
export function watchElsewhere(
	runId: string,
	traceId: string,
	listener: (items: FeedItem[]) => void,
): () => void {
	return own.neighbours?.watch(runId, traceId, listener) ?? (() => undefined);
}

/**
 * Listens to the other processes on this database from now on, on a connection of its own, and makes it again where
 * it was lost. Nothing is told to them that nobody there watches.
 * @returns how to stop it
 */
export function startElsewhere(url: string): () => Promise<void> {
	const neighbours = new Neighbours({ url, self: partOwner(), bus: sessionBus() });
	const stopping = new AbortController();
	const turn = { name: 'hear from other processes', everyMs: KEEP_MS, signal: stopping.signal };
	const kept = repeat(turn, () => neighbours.keep());
	own.neighbours = neighbours;
	return async () => {
		own.neighbours = undefined;
		stopping.abort();
		await kept;
		await neighbours.stop();
	};
}
