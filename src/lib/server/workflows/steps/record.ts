import { recordRun, type CheckStateChange } from '../../checks/runStore';
import type { Failure } from '../../checks/schema';
import { logger } from '../../logger';
import { addSpanEvent } from '../../telemetry';
import type { Attempt } from '../attempt';
import { recordedChange } from '../recordedChange';
import { keptRunResponse } from '../runResponse';
import type { Execution } from '../run';

/** Writes how the run ended; @returns how that changed the state of its check, if it did */
export async function record(
	{ run, attempt }: Execution,
	{ observation, judged }: Attempt,
): Promise<CheckStateChange | null> {
	const { recorded, checkStateChange } = await recordRun(run.runId, {
		state: judged.verdict,
		failure: judged.failure,
		observation,
		response: judged.verdict === 'passed' ? null : await keptRunResponse(run.runId),
		latencyMs: observation.status === null ? null : observation.timings.totalMs,
		attempts: attempt,
	});
	if (recorded) return checkStateChange;
	addSpanEvent('run had ended already');
	return recordedChange(run.runId);
}

/** Ends a run that Glasshouse itself broke; the cause goes to the log under the id that the failure names. */
export async function recordError({ run, attempt }: Execution, cause: unknown): Promise<void> {
	const errorId = crypto.randomUUID();
	logger.error({ err: cause, errorId, checkId: run.checkId }, 'Run could not be carried out');
	await recordRun(run.runId, {
		state: 'error',
		failure: internalFailure(errorId),
		observation: null,
		response: null,
		latencyMs: null,
		attempts: attempt,
	});
}

/** A failure that is not the target's: `message` names the id under which the log tells more. */
export function internalFailure(errorId: string): Failure {
	return {
		phase: null,
		expectation: null,
		expected: 'a run that Glasshouse carries out',
		actual: `an error in Glasshouse itself, ${errorId}`,
		message: `Glasshouse itself failed; its log says more under ${errorId}.`,
		errorCode: 'INTERNAL',
		url: '',
	};
}
