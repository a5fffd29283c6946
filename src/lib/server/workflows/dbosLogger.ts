import type { DLogger } from '@dbos-inc/dbos-sdk';
import { logger } from '../logger';
import { engineState } from './engineState';
import { Repeats } from './repeats';

/** A run that was cancelled or taken over is parked, which is as it should be; a failed step is told by our own log. */
const ORDINARY =
	/was cancelled during execution|no longer owned by this execution|already exists in queue|^Non-retryable error/;

/** The engine polls ten times a second, and while the database is away it complains as often. */
const TOLD_AGAIN_AFTER_MS = 60_000;
const MOST_TEXTS = 200;

/** Leads the engine's own words to our log; its chatter is of interest only when debugging. */
export function dbosLogger(): DLogger {
	const log = logger.child({ component: 'engine' });
	const repeats = new Repeats(TOLD_AGAIN_AFTER_MS, MOST_TEXTS);
	const tell = (level: 'warn' | 'error', entry: unknown, fields: object = {}) => {
		const text = String(entry);
		if (isOrdinary(text)) return log.debug(text);
		const heldBack = repeats.take(text);
		if (heldBack !== null) log[level](heldBack === 0 ? fields : { ...fields, heldBack }, text);
	};
	return {
		debug: (entry) => log.trace(String(entry)),
		info: (entry) => log.debug(String(entry)),
		warn: (entry) => tell('warn', entry),
		error: (entry, metadata) => tell('error', entry, { err: metadata?.error ?? entry }),
	};
}

function isOrdinary(text: string): boolean {
	return engineState.stopping || ORDINARY.test(text);
}
