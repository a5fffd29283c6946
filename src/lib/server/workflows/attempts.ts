import { DBOS } from '@dbos-inc/dbos-sdk';
import { judge, type Judgement } from '../checks/judge';
import { countRetry } from '../metrics';
import { withParkableSpan } from './parking';
import { backOffMs, triesAgain } from './retryPolicy';
import type { Execution } from './run';
import { runStep } from './step';
import { request, type Attempt } from './steps/request';

export interface Judged {
	seen: Attempt;
	judged: Judgement;
}

/**
 * Requests and judges until it passes or the check's retries are used up, with a durable pause in between.
 * @returns the last attempt, or `null` where the run was cancelled or its check deleted
 */
export async function attempts(execution: Execution): Promise<Judged | null> {
	const verdicts: Judgement['verdict'][] = [];
	for (;;) {
		execution.attempt += 1;
		const seen = await runStep(execution, 'request', () => request(execution));
		if (seen === null) return null;
		const judged = await runStep(execution, 'judge', () =>
			Promise.resolve(judge(seen.expect, seen.observation)),
		);
		verdicts.push(judged.verdict);
		if (!triesAgain(verdicts, seen.retries)) return { seen, judged };
		await backOff(execution, verdicts);
	}
}

/** Where an earlier execution did the attempt, the pause was its too: it is slept to its end without a new span. */
async function backOff(execution: Execution, verdicts: readonly Judgement['verdict'][]): Promise<void> {
	const ms = backOffMs(verdicts.length);
	if (!execution.live) return DBOS.sleepms(ms);
	countRetry(verdicts.at(-1) ?? '');
	await withParkableSpan('back-off', () => DBOS.sleepms(ms), {
		'glasshouse.run.id': execution.run.runId,
		'glasshouse.back_off_ms': ms,
	});
}
