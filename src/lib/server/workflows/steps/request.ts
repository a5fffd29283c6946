import { judge } from '../../checks/judge';
import type { Check } from '../../checks/model';
import { observe } from '../../checks/observe';
import { markRunning } from '../../checks/runStore';
import type { Expectations, Observation } from '../../checks/schema';
import { config } from '../../config';
import { checkOf } from '../checkOf';
import { keepRunResponse } from '../runResponse';
import type { Execution } from '../run';

/** What an attempt saw, with what it is to be measured by: an edit of the check meanwhile counts for the next run. */
export interface Attempt {
	observation: Observation;
	expect: Expectations;
	retries: number;
}

/**
 * Makes the request once. What came back is kept with the run where it will not pass, for it is too big for a
 * step's result.
 * @returns `null` where there is nothing to do any more: the run was cancelled, or its check deleted
 */
export async function request({ run, attempt, signal }: Execution): Promise<Attempt | null> {
	const check = (await markRunning(run.runId, attempt)) ? await checkOf(run.checkId) : null;
	if (check === null || signal.aborted) return null;
	const seen = await observeUntil(check, signal);
	if (seen === null) return null;
	const { verdict } = judge(check.expect, seen.observation);
	if (verdict !== 'passed') await keepRunResponse(run.runId, seen.response);
	return { observation: seen.observation, expect: check.expect, retries: check.retries };
}

async function observeUntil(check: Check, signal: AbortSignal) {
	try {
		const seen = await observe(check, { signal, allowPrivateTargets: config().allowPrivateTargets });
		return signal.aborted ? null : seen;
	} catch (error) {
		if (signal.aborted) return null;
		throw error;
	}
}
