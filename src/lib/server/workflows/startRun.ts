import { DBOS } from '@dbos-inc/dbos-sdk';
import { context, ROOT_CONTEXT } from '@opentelemetry/api';
import { createRun } from '../checks/runStore';
import { AppError } from '../errors';
import { keepTrace } from '../sessions/keepTrace';
import { withSpan } from '../telemetry';
import { engineReady } from './engine';
import { RUNS_QUEUE } from './queue';
import type { RunInput } from './run';
import { runCheckWorkflow } from './runCheck';
import { newRunId, scheduledRunId } from './runId';
import { currentPlace } from './traceparent';

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
	if (!engineReady())
		throw new AppError('UNAVAILABLE', 'Glasshouse is starting or stopping; try again in a moment');
	const runId = options.runId ?? newRunId();
	const { traceId, traceparent } = currentPlace();
	await createRun({ id: runId, checkId, trigger, traceId, traceparent });
	keepTrace(traceId, runId);
	await enqueue({ runId, checkId, trigger, traceparent });
	return { runId, traceId };
}

/** Starts the run of a check that fell due, as a trace of its own. */
export function startScheduledRun(checkId: string, dueAt: Date): Promise<{ runId: string; traceId: string }> {
	const runId = scheduledRunId(checkId, dueAt);
	const attributes = {
		'glasshouse.check.id': checkId,
		'glasshouse.run.id': runId,
		'glasshouse.due_at': dueAt.toISOString(),
	};
	return context.with(ROOT_CONTEXT, () =>
		withSpan('schedule check', () => startRun(checkId, 'schedule', { runId }), attributes),
	);
}

/** Hands a run to the engine; safe to repeat. */
export async function enqueue(run: RunInput): Promise<void> {
	await DBOS.startWorkflow(runCheckWorkflow(), { workflowID: run.runId, queueName: RUNS_QUEUE })(run);
}
