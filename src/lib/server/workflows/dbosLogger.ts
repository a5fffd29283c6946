import type { DLogger } from '@dbos-inc/dbos-sdk';
import { logger } from '../logger';
import { engineState } from './engineState';

/** A run that was cancelled or taken over is parked, which is as it should be; a failed step is told by our own log. */
const ORDINARY =
	/was cancelled during execution|no longer owned by this execution|already exists in queue|^Non-retryable error/;

/** Leads the engine's own words to our log; its chatter is of interest only when debugging. */
export function dbosLogger(): DLogger {
	const log = logger.child({ component: 'engine' });
	return {
		debug: (entry) => log.trace(String(entry)),
		info: (entry) => log.debug(String(entry)),
		warn: (entry) => (isOrdinary(entry) ? log.debug(String(entry)) : log.warn(String(entry))),
		error: (entry, metadata) => {
			if (isOrdinary(entry)) log.debug(String(entry));
			else log.error({ err: metadata?.error ?? entry }, String(entry));
		},
	};
}

function isOrdinary(entry: unknown): boolean {
	return engineState.stopping || ORDINARY.test(String(entry));
}
