import { judge, type Judgement } from '../../checks/judge';
import { keepRunResponse } from '../runResponse';
import type { Execution } from '../run';
import type { Requested } from './request';

/** Judges what came of a request. What came back is kept with the run where it did not pass. */
export async function judgeAttempt(
	{ run }: Execution,
	{ expect, observation, response }: Requested,
): Promise<Judgement> {
	const judged = judge(expect, observation);
	if (judged.verdict !== 'passed') await keepRunResponse(run.runId, response());
	return judged;
}
