import { setTimeout as after } from 'node:timers/promises';

export interface Patience {
	/** How long, in milliseconds from now. */
	readonly timeoutMs: number;
	/** Between two looks. */
	readonly everyMs: number;
	/** Ends it at once. */
	readonly signal: AbortSignal;
}

/**
 * Looks again and again until it is enough, or the time is over.
 * @returns what was seen last; `look` is called at least once
 * @throws what `look` throws, and the reason of the signal
 */
export async function lookUntil<T>(
	look: () => Promise<T>,
	isEnough: (seen: T) => boolean,
	{ timeoutMs, everyMs, signal }: Patience,
): Promise<T> {
	const deadline = performance.now() + timeoutMs;
	for (;;) {
		signal.throwIfAborted();
		const seen = await look();
		if (isEnough(seen) || performance.now() >= deadline) return seen;
		await after(everyMs, undefined, { signal });
	}
}
