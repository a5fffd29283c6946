import { DBOS } from '@dbos-inc/dbos-sdk';
import { recordStep } from '../metrics';
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
		const ms = performance.now() - start;
		recordStep(name, ms);
		logStepEnd(execution, name, ms);
		return result;
	} catch (error) {
		const ms = performance.now() - start;
		recordStep(name, ms, error);
		if (!engineState.stopping) logStepError(execution, name, ms, error);
		throw error;
	}
}
