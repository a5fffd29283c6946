import { DBOS } from '@dbos-inc/dbos-sdk';
import type { RunState } from '../checks/schema';
import { perProcess } from '../process/perProcess';
import { keepTrace } from '../sessions/keepTrace';
import { inRun } from '../sessions/runContext';
import { holdRun } from './activeRuns';
import { attempts } from './attempts';
import { isParking, withParkableSpan } from './parking';
import type { Execution, RunInput } from './run';
import { runStep } from './step';
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
	if (traceId !== null) keepTrace(traceId, run.runId);
	try {
		return await inRun(run.runId, () => traced(execution), contextOf(run.traceparent));
	} finally {
		release();
	}
}

function traced(execution: Execution): Promise<Outcome> {
	const { runId, checkId, trigger } = execution.run;
	const carriedOut = async () => {
		logWorkflowStart(execution);
		const outcome = await carryOut(execution).catch((error: unknown) => giveUp(execution, error));
		logWorkflowEnd(execution, outcome);
		return outcome;
	};
	return withParkableSpan('workflow runCheck', carriedOut, {
		'glasshouse.run.id': runId,
		'glasshouse.check.id': checkId,
		'glasshouse.run.trigger': trigger,
	});
}

async function carryOut(execution: Execution): Promise<Outcome> {
	const last = await attempts(execution);
	if (last === null) return 'gone';
	const { seen, judged } = last;
	const change = await runStep(execution, 'record', () => record(execution, seen, judged));
	await runStep(execution, 'notify', () => notify(execution, change, judged.failure));
	return judged.verdict;
}

/** An error of Glasshouse itself ends the run too, lest it stay under way for ever. */
async function giveUp(execution: Execution, error: unknown): Promise<Outcome> {
	if (isParking(error)) throw error;
	await runStep(execution, 'record', () => recordError(execution, error));
	return 'error';
}
