import { DBOS } from '@dbos-inc/dbos-sdk';
import { recordStep } from '../metrics/workflows';
import { telemetry } from '../sessions/telemetry';
import { withSpan } from '../telemetry';
import { engineState } from './engineState';
import type { Execution, StepName } from './run';
import { whileDatabaseIsAway } from './whileDatabaseIsAway';
import { logStepEnd, logStepError, logStepStart } from './workflowLogger';

/**
 * Runs one part of a run under a span of its own, and again where the database was away meanwhile. What makes it
 * durable is a checkpoint around it, or what it writes itself.
 */
export function runStep<T>(execution: Execution, name: StepName, body: () => Promise<T> | T): Promise<T> {
	execution.live = true;
	const attributes = {
		'glasshouse.run.id': execution.run.runId,
		'glasshouse.step': name,
		'glasshouse.attempt': execution.attempt,
	};
	return whileDatabaseIsAway(
		() => withSpan(`step ${name}`, () => told(execution, name, body), attributes),
		execution.signal,
	);
}

/**
 * Keeps the result of `body` with the workflow: a later execution of the same run gets it without running `body`
 * again, hence without a second span. Each costs a transaction and more, so there are as few as can be.
 * @param body its result must be small, and plain JSON: it is stored
 */
export function checkpoint<T>(name: string, body: () => Promise<T>): Promise<T> {
	return DBOS.runStep(body, { name });
}

async function told<T>(execution: Execution, name: StepName, body: () => Promise<T> | T): Promise<T> {
	const start = performance.now();
	const sessionSpan = logStepStart(execution, name);
	try {
		const result = await telemetry.within(sessionSpan, body);
		const ms = performance.now() - start;
		recordStep(name, ms);
		logStepEnd(execution, name, ms, sessionSpan);
		return result;
	} catch (error) {
		const ms = performance.now() - start;
		recordStep(name, ms, error);
		if (!engineState.stopping) logStepError(execution, name, ms, error, sessionSpan);
		throw error;
	}
}
