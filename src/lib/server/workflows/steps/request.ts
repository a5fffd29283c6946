import { beginAttempt, type Ordered } from '../../checks/beginAttempt';
import { observe, type Seen } from '../../checks/observe';
import { config } from '../../config';
import { telemetry } from '../../sessions/telemetry';
import type { Execution } from '../run';
import { tellSlowBody } from './tellSlowBody';

/** What came of a request, with what it is to be measured by. */
export interface Requested extends Seen, Pick<Ordered, 'expect' | 'retries'> {}

/**
 * Makes the request once.
 * @returns `null` where there is nothing to do any more: the run was cancelled, or its check deleted
 */
export async function request({ run, attempt, signal }: Execution): Promise<Requested | null> {
	const ordered = await beginAttempt(run.runId, attempt);
	if (ordered === null || signal.aborted) return null;
	const seen = await observeUntil(ordered, signal);
	return seen === null ? null : { ...seen, expect: ordered.expect, retries: ordered.retries };
}

async function observeUntil(ordered: Ordered, signal: AbortSignal): Promise<Seen | null> {
	try {
		const seen = await observe(ordered, {
			signal,
			allowPrivateTargets: config().allowPrivateTargets,
			onMoment: (moment, facts) => telemetry.emit(`probe.${moment}`, facts),
			tapBody: tellSlowBody,
		});
		return signal.aborted ? null : seen;
	} catch (error) {
		if (signal.aborted) return null;
		throw error;
	}
}
