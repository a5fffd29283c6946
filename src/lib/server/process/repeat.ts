import { setTimeout as sleep } from 'node:timers/promises';
import { logger } from '../logger';
import { untraced } from './untraced';

export interface Repetition {
	/** What it does, for the log: "look for due checks". */
	name: string;
	/** From the end of one turn to the beginning of the next, in milliseconds. */
	everyMs: number;
	/** Lets processes that started together drift apart: up to this share of `everyMs` is taken off. */
	jitter?: number;
	/** Ends it; a turn under way is finished. */
	signal: AbortSignal;
}

/**
 * Does `turn` again and again, outside any trace, never two at a time. A turn that fails is told once, not at
 * every turn, and so is the first that succeeds again.
 * @param turn `true` asks for the next turn at once
 * @returns when `signal` has fired and the last turn is over
 */
export function repeat(repetition: Repetition, turn: () => Promise<unknown>): Promise<void> {
	return untraced(() => run(repetition, turn));
}

async function run(
	{ name, everyMs, jitter = 0, signal }: Repetition,
	turn: () => Promise<unknown>,
): Promise<void> {
	const attempt = newAttempt(name, signal);
	while (!signal.aborted) {
		const again = await attempt(turn);
		if (!again) await pause(everyMs * (1 - Math.random() * jitter), signal);
	}
}

/** Takes one turn; @returns whether it asks for the next at once. What went wrong is told when that changes. */
function newAttempt(name: string, signal: AbortSignal) {
	let failing = false;
	return async (turn: () => Promise<unknown>): Promise<boolean> => {
		try {
			const again = (await turn()) === true;
			if (failing) logger.info(`Works again: ${name}`);
			failing = false;
			return again;
		} catch (error) {
			if (!failing && !signal.aborted) logger.error({ err: error }, `Could not ${name}; it is tried again`);
			failing = true;
			return false;
		}
	};
}

/** Waits, without keeping the process alive; ends early, and without an error, when `signal` fires. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
	await sleep(ms, undefined, { signal, ref: false }).catch(() => undefined);
}
