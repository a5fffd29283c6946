import { setTimeout as sleep } from 'node:timers/promises';
import { engineState } from './engineState';
import { isTransient } from './transient';

/** Half a minute, all in all. */
const PAUSES_MS = [1000, 2000, 4000, 8000, 16_000];

/**
 * Does `work` again while all that is wrong is that the database cannot be reached, for half a minute.
 * @param signal ends the waiting, with what went wrong last
 * @throws what `work` throws at the last
 */
export async function whileDatabaseIsAway<T>(
	work: () => Promise<T>,
	signal: AbortSignal,
	pausesMs: readonly number[] = PAUSES_MS,
): Promise<T> {
	for (let failures = 0; ; failures += 1) {
		try {
			return await work();
		} catch (error) {
			const pauseMs = pausesMs[failures];
			if (pauseMs === undefined || !isTransient(error) || engineState.stopping) throw error;
			await sleep(pauseMs, undefined, { signal }).catch(() => {
				throw error;
			});
		}
	}
}
