/** How often the ticker looks, in milliseconds: also by how much a stand-still may be told too short. */
const INTERVAL_MS = 10;

export interface EventLoopWatch {
	/** Longest that the event loop stood still since the watch began, in milliseconds; one that still lasts counts. */
	longestMs(): number;
	/** Ends the watch. @returns the same as `longestMs` */
	stop(): number;
}

class Watcher {
	#last = performance.now();
	#longest = 0;

	tick(): void {
		const now = performance.now();
		this.#longest = Math.max(this.#longest, now - this.#last - INTERVAL_MS);
		this.#last = now;
	}

	/**
	 * Looks at the clock itself: right after a block or a SIGCONT, the ticker may not have fired yet.
	 */
	read(): number {
		this.tick();
		return Math.round(this.#longest * 10) / 10;
	}
}

const watchers = new Set<Watcher>();
let ticker: NodeJS.Timeout | undefined;

/**
 * Watches how long this process stands still: blocked by its own work, starved of CPU, or stopped by a signal.
 * All watches share one ticker, which runs only while somebody watches and keeps no process alive.
 */
export function watchEventLoop(): EventLoopWatch {
	const watcher = new Watcher();
	watchers.add(watcher);
	ticker ??= setInterval(tickAll, INTERVAL_MS).unref();
	return {
		longestMs: () => watcher.read(),
		stop: () => {
			const longest = watcher.read();
			watchers.delete(watcher);
			if (watchers.size === 0) stopTicker();
			return longest;
		},
	};
}

function tickAll(): void {
	for (const watcher of watchers) watcher.tick();
}

function stopTicker(): void {
	clearInterval(ticker);
	ticker = undefined;
}
