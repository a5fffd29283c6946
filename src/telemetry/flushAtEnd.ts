import { readFileSync } from 'node:fs';
import { constants } from 'node:os';

const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;

/** A signal that comes again so soon is the same: terminals and `bun run` both pass on what they get. */
const ECHO_MS = 500;

/**
 * Sends what is queued before the process ends, for programs that do not see to it themselves: the timers of the
 * exporters keep no process alive, and a signal that nobody handles ends it at once. `process.exit()` and an
 * exception that nobody catches leave no time for it.
 * Both ways out are bounded in time and never reject.
 * @param flush sends what is queued: a program without work may yet find some
 * @param stop besides, ends what is open: after a signal nothing more comes
 */
export function flushAtEnd({ flush, stop }: Record<'flush' | 'stop', () => Promise<void>>): void {
	process.once('beforeExit', () => void flush());
	const ignored = ignoredSignals();
	let endingSinceMs: number | undefined;
	for (const signal of SIGNALS) {
		if ((ignored & bitOf(signal)) !== 0n) continue;
		const onSignal = () => {
			if (isHandledElsewhere(signal)) return;
			if (endingSinceMs === undefined) {
				endingSinceMs = performance.now();
				void stop().then(() => endBy(signal, onSignal));
			} else if (performance.now() - endingSinceMs > ECHO_MS) endBy(signal, onSignal);
		};
		process.on(signal, onSignal);
	}
}

/** The end comes as it would have come; or somebody else handles the signal by now, and is told of it. */
function endBy(signal: NodeJS.Signals, onSignal: () => void): void {
	process.removeListener(signal, onSignal);
	process.kill(process.pid, signal);
}

/** Then the end is theirs to decide on. */
function isHandledElsewhere(signal: NodeJS.Signals): boolean {
	return process.listenerCount(signal) > 1 + signalExitListeners();
}

/**
 * Listeners of the package signal-exit, which many others use. They end the process only where nobody else listens,
 * and would wait for us as we for them.
 */
function signalExitListeners(): number {
	const emitters: unknown[] = [
		Reflect.get(process, '__signal_exit_emitter__'),
		Reflect.get(globalThis, Symbol.for('signal-exit emitter')),
	];
	return emitters.reduce<number>((sum, emitter) => sum + countOf(emitter), 0);
}

function countOf(emitter: unknown): number {
	const counts = typeof emitter === 'object' && emitter !== null && 'count' in emitter;
	return counts && typeof emitter.count === 'number' ? emitter.count : 0;
}

/**
 * What the process was told to ignore when it was started, by `nohup` or a shell's `&`: to listen to it would undo
 * that. As a set of bits; only Linux tells.
 */
function ignoredSignals(): bigint {
	if (process.platform !== 'linux') return 0n;
	try {
		const [, mask = '0'] = /^SigIgn:\s*([\da-f]+)$/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
		return BigInt(`0x${mask}`);
	} catch {
		return 0n; // where /proc is not mounted, nobody tells
	}
}

function bitOf(signal: NodeJS.Signals): bigint {
	return 1n << BigInt(constants.signals[signal] - 1);
}
