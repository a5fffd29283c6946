import { DBOS } from '@dbos-inc/dbos-sdk';
import { withSpan } from '../telemetry';
import { engineState } from './engineState';
import type { Execution, StepName } from './run';
import { isTransient } from './transient';
import { logStepEnd, logStepError, logStepStart } from './workflowLogger';

/** Half a minute, all in all. */
const WHILE_THE_DATABASE_IS_AWAY = {
	retriesAllowed: true,
	maxAttempts: 6,
	intervalSeconds: 1,
	backoffRate: 2,
	shouldRetry: isTransient,
};

/**
 * Runs one durable part of a run: once done, its result is kept, and a later execution of the same run gets it
 * without running `body` again, hence without a second span.
 * @param body its result must be small: it is stored
 */
export function runStep<T>(execution: Execution, name: StepName, body: () => Promise<T>): Promise<T> {
	return DBOS.runStep(
		() => {
			execution.live = true;
			return withSpan(`step ${name}`, () => told(execution, name, body), {
				'glasshouse.run.id': execution.run.runId,
				'glasshouse.step': name,
				'glasshouse.attempt': execution.attempt,
			});
		},
		{ name, ...WHILE_THE_DATABASE_IS_AWAY },
	);
}

async function told<T>(execution: Execution, name: StepName, body: () => Promise<T>): Promise<T> {
	const start = performance.now();
	logStepStart(execution, name);
	try {
		const result = await body();
		logStepEnd(execution, name, performance.now() - start);
		return result;
	} catch (error) {
		if (!engineState.stopping) logStepError(execution, name, performance.now() - start, error);
		throw error;
	}
}
