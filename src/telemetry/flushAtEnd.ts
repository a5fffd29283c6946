const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;

/**
 * Sends what is queued before the process ends, for programs that do not see to it themselves: the timers of the
 * exporters keep no process alive, and a signal that nobody handles ends it at once. `process.exit()` leaves no
 * time for it.
 * @param flush bounded in time, and never rejecting
 */
export function flushAtEnd(flush: () => Promise<void>): void {
	process.once('beforeExit', () => void flush());
	let ending: Promise<void> | undefined;
	for (const signal of SIGNALS) {
		process.on(signal, () => {
			if (isHandledElsewhere(signal)) return;
			// Whoever signals twice does not want to wait.
			if (ending !== undefined) endBy(signal);
			else ending = flush().then(() => endBy(signal));
		});
	}
}

/** Where somebody else handles the signal, the end is theirs to decide on; otherwise it comes as it would have. */
function endBy(signal: NodeJS.Signals): void {
	if (isHandledElsewhere(signal)) return;
	process.removeAllListeners(signal);
	process.kill(process.pid, signal);
}

function isHandledElsewhere(signal: NodeJS.Signals): boolean {
	return process.listenerCount(signal) > 1;
}
