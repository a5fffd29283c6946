import { DBOS } from '@dbos-inc/dbos-sdk';
import type { Judgement } from '../checks/judge';
import { countRetry } from '../metrics/workflows';
import { telemetry } from '../sessions/telemetry';
import type { Attempt } from './attempt';
import { withParkableSpan } from './parking';
import { backOffMs, triesAgain } from './retryPolicy';
import type { Execution } from './run';
import { checkpoint, runStep } from './step';
import { judgeAttempt } from './steps/judge';
import { request } from './steps/request';

/**
 * Requests and judges until it passes or the check's retries are used up, with a durable pause in between.
 * @returns the last attempt, or `null` where the run was cancelled or its check deleted
 */
export async function attempts(execution: Execution): Promise<Attempt | null> {
	const verdicts: Judgement['verdict'][] = [];
	for (;;) {
		execution.attempt += 1;
		const attempt = await checkpoint('attempt', () => tryOnce(execution));
		if (attempt === null) return null;
		verdicts.push(attempt.judged.verdict);
		if (!triesAgain(verdicts, attempt.retries)) return attempt;
		await backOff(execution, verdicts);
	}
}

/** One checkpoint for both steps: what is judged is pure, and a request whose judgement is lost is made again. */
async function tryOnce(execution: Execution): Promise<Attempt | null> {
	const seen = await runStep(execution, 'request', () => request(execution));
	if (seen === null) return null;
	const judged = await runStep(execution, 'judge', () => judgeAttempt(execution, seen));
	return { observation: seen.observation, judged, retries: seen.retries };
}

/** Where an earlier execution did the attempt, the pause was its too: it is slept to its end without a new span. */
async function backOff(execution: Execution, verdicts: readonly Judgement['verdict'][]): Promise<void> {
	const ms = backOffMs(verdicts.length);
	if (!execution.live) return DBOS.sleepms(ms);
	countRetry(verdicts.at(-1) ?? '');
	const sleep = async () => {
		const sessionSpan = telemetry.startSpan('run.backOff', { ms });
		await DBOS.sleepms(ms);
		telemetry.endSpan(sessionSpan);
	};
	await withParkableSpan('back-off', sleep, {
		'glasshouse.run.id': execution.run.runId,
		'glasshouse.back_off_ms': ms,
	});
}
