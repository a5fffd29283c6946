/** What polling needs of the page around it; `browserSurroundings` in the app, a fake in tests. */
export interface Surroundings {
	visible(): boolean;
	/** Calls back when visibility changes; returns the way out. */
	onVisibility(listener: () => void): () => void;
	/** Calls back once after so many milliseconds; returns the way out. */
	after(ms: number, callback: () => void): () => void;
	now(): number;
}

export interface PollingOptions<T> {
	everyMs: number;
	ask: () => Promise<T>;
	answered: (answer: T) => void;
	/** @param retryInMs when it will be asked again */
	failed: (error: unknown, retryInMs: number) => void;
}

export interface Polling {
	/** Asks at once, unless an answer is awaited already. */
	askNow(): void;
	stop(): void;
}

const LONGEST_PAUSE_MS = 30_000;

/**
 * Asks again and again while the page is visible, never twice at a time. After failures the pause doubles, up to
 * 30 s. A page that comes back to the front asks at once if an answer is due.
 */
export function startPolling<T>(options: PollingOptions<T>, around: Surroundings): Polling {
	let stopped = false;
	let asking = false;
	let failures = 0;
	let dueAt = around.now() + options.everyMs;
	let cancel = () => {};

	const isStopped = () => stopped;

	function schedule(): void {
		cancel();
		if (stopped || asking || !around.visible()) return;
		cancel = around.after(Math.max(0, dueAt - around.now()), () => void ask());
	}

	async function ask(): Promise<void> {
		if (stopped || asking) return;
		asking = true;
		try {
			const answer = await options.ask();
			failures = 0;
			dueAt = around.now() + options.everyMs;
			if (!isStopped()) options.answered(answer);
		} catch (error) {
			const pauseMs = Math.min(LONGEST_PAUSE_MS, options.everyMs * 2 ** failures++);
			dueAt = around.now() + pauseMs;
			if (!isStopped()) options.failed(error, pauseMs);
		} finally {
			asking = false;
			schedule();
		}
	}

	const leave = around.onVisibility(schedule);
	schedule();
	return {
		askNow: () => void ask(),
		stop() {
			stopped = true;
			cancel();
			leave();
		},
	};
}
