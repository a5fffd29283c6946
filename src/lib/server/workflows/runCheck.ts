import { DBOS } from '@dbos-inc/dbos-sdk';
import { assertStillOwnsWorkflow } from '@dbos-inc/dbos-sdk/datasource';
import { stillOpen, type CheckStateChange } from '../checks/runStore';
import type { RunState } from '../checks/schema';
import { perProcess } from '../process/perProcess';
import { keepTrace } from '../sessions/keepTrace';
import { inRun } from '../sessions/runContext';
import { endSession } from '../sessions/sessionBus';
import { telemetry } from '../sessions/telemetry';
import { holdRun } from './activeRuns';
import type { Attempt } from './attempt';
import { attempts } from './attempts';
import { isParking, withParkableSpan } from './parking';
import { recordedChange } from './recordedChange';
import type { Execution, RunInput } from './run';
import { checkpoint, runStep } from './step';
import { notify } from './steps/notify';
import { record, recordError } from './steps/record';
import { contextOf, traceIdOf } from './traceparent';
import { logWorkflowEnd, logWorkflowStart } from './workflowLogger';

/** What an execution came to; `gone` where the run was cancelled or its check deleted meanwhile. */
type Outcome = Extract<RunState, 'passed' | 'failed' | 'inconclusive' | 'error'> | 'gone';
type Workflow = (input: RunInput) => Promise<Outcome>;

/** A run that kills its process each time is given up after so many. */
const MOST_RECOVERIES = 10;

const registered = perProcess('runCheck', () => ({
	body: runCheck,
	workflow: undefined as Workflow | undefined,
}));
registered.body = runCheck;

/** Makes the workflow known to the engine; must come before its launch. */
export function registerRunCheck(): void {
	registered.workflow ??= DBOS.registerWorkflow((input: RunInput) => registered.body(input), {
		name: 'runCheck',
		maxRecoveryAttempts: MOST_RECOVERIES,
	});
}

/** The workflow in the form that the engine starts. @throws before the engine was started */
export function runCheckWorkflow(): Workflow {
	if (registered.workflow === undefined) throw new Error('The engine was not started');
	return registered.workflow;
}

/** Carries out one run, request → judge → record → notify, below one span. */
async function runCheck(run: RunInput): Promise<Outcome> {
	const { signal, release } = holdRun(run.runId);
	const execution: Execution = { run, signal, startedAtMs: performance.now(), attempt: 0, live: false };
	const traceId = traceIdOf(run.traceparent);
	if (traceId !== null) keepTrace(traceId, run.runId, run.trigger === 'manual' ? 'earlier' : 'here');
	try {
		return await inRun(run.runId, () => traced(execution), contextOf(run.traceparent));
	} finally {
		endSession(run.runId);
		release();
	}
}

function traced(execution: Execution): Promise<Outcome> {
	const { runId, checkId, trigger } = execution.run;
	const carriedOut = async () => {
		const sessionSpan = logWorkflowStart(execution);
		const outcome = await telemetry.within(sessionSpan, () => carryOutOrGiveUp(execution));
		logWorkflowEnd(execution, outcome, sessionSpan);
		return outcome;
	};
	return withParkableSpan('workflow runCheck', carriedOut, {
		'glasshouse.run.id': runId,
		'glasshouse.check.id': checkId,
		'glasshouse.run.trigger': trigger,
	});
}

function carryOutOrGiveUp(execution: Execution): Promise<Outcome> {
	return carryOut(execution).catch((error: unknown) => giveUp(execution, error));
}

async function carryOut(execution: Execution): Promise<Outcome> {
	const last = await attempts(execution);
	if (last === null) return 'gone';
	const { verdict, failure } = last.judged;
	const change = await recordOnce(execution, last);
	const tell = () => runStep(execution, 'notify', () => notify(execution, change, failure));
	// Where there is nothing to tell, there is nothing to remember.
	if (change === null) await tell();
	else await tellOnce(execution, tell);
	return verdict;
}

/** A process that stood still, and whose run another one has taken over meanwhile, leaves the telling to that one. */
async function tellOnce({ run }: Execution, tell: () => Promise<void>): Promise<void> {
	await assertStillOwnsWorkflow(run.runId);
	await checkpoint('notify', tell);
}

/** The run's own row is what makes this step durable: where it says that the run has ended, it is not done again. */
async function recordOnce(execution: Execution, last: Attempt): Promise<CheckStateChange | null> {
	const { runId } = execution.run;
	if (!execution.live && (await stillOpen([runId])).length === 0) return recordedChange(runId);
	return runStep(execution, 'record', () => record(execution, last));
}

/** An error of Glasshouse itself ends the run too, lest it stay under way for ever. */
async function giveUp(execution: Execution, error: unknown): Promise<Outcome> {
	if (isParking(error)) throw error;
	await runStep(execution, 'record', () => recordError(execution, error));
	return 'error';
}
