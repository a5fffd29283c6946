import { DBOS } from '@dbos-inc/dbos-sdk';
import type { Check } from '../checks/model';
import { createRun } from '../checks/runStore';
import { AppError } from '../errors';
import { keepTrace } from '../sessions/keepTrace';
import { inRun } from '../sessions/runContext';
import { engineReady } from './engine';
import { RUNS_QUEUE } from './queue';
import type { RunInput } from './run';
import { runCheckWorkflow } from './runCheck';
import { newRunId, scheduledRunId } from './runId';
import { storedRun } from './storedRun';
import { currentPlace, traceIdOf } from './traceparent';

/**
 * Puts a run of a check on the queue, in the trace that is active. The run's row comes first: a process that dies
 * before the workflow is known leaves a row that the sweeper starts. The same id is never started twice.
 * @throws AppError UNAVAILABLE while the engine is not ready; what the database says of an unknown check
 */
export async function startRun(
	checkId: string,
	trigger: RunInput['trigger'],
	options: { runId?: string } = {},
): Promise<{ runId: string; traceId: string }> {
	mustBeReady();
	const runId = options.runId ?? newRunId();
	return inRun(runId, () => start(runId, checkId, trigger));
}

/** @throws AppError UNAVAILABLE while the engine is not ready */
export function mustBeReady(): void {
	if (!engineReady())
		throw new AppError('UNAVAILABLE', 'Glasshouse is starting or stopping; try again in a moment');
}

async function start(runId: string, checkId: string, trigger: RunInput['trigger']) {
	const { traceId, traceparent } = currentPlace();
	const run = { runId, checkId, trigger, traceparent };
	if ((await createRun({ id: runId, checkId, trigger, traceId, traceparent })) === 'exists') return join(run);
	keepTrace(traceId, runId, 'earlier');
	await enqueue(run);
	return { runId, traceId };
}

/** Another process was faster: the run is in that one's trace, and is enqueued again lest that one died. */
async function join(asked: RunInput): Promise<{ runId: string; traceId: string }> {
	const run = (await storedRun(asked.runId)) ?? asked;
	await enqueue(run);
	return { runId: run.runId, traceId: traceIdOf(run.traceparent) ?? '' };
}

/**
 * Starts the first run of a check that was made just now. Where its schedule has a tick at once, this is that tick's
 * run, whichever of the two comes first: not one that is asked for and one that is due within the same second.
 */
export function startFirstRun({ id, nextDueAt }: Check): Promise<{ runId: string; traceId: string }> {
	const runId = nextDueAt === null ? undefined : scheduledRunId(id, new Date(nextDueAt));
	return startRun(id, 'manual', { runId });
}

/** Hands a run to the engine; safe to repeat. */
export async function enqueue(run: RunInput): Promise<void> {
	await DBOS.startWorkflow(runCheckWorkflow(), { workflowID: run.runId, queueName: RUNS_QUEUE })(run);
}
