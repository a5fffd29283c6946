import type { Attributes } from '@opentelemetry/api';
import { logger } from '../logger';
import { addSpanEvent } from '../telemetry';
import type { Execution, StepName } from './run';

/**
 * What workflows say of themselves. Each call writes a structured log line and adds an event to the active span,
 * so that a run reads the same in the log and in its trace. The run's id is on every line by itself.
 */

export function logWorkflowStart(execution: Execution): void {
	tell(execution, 'workflow started', { trigger: execution.run.trigger });
}

/** @param state how the run ended, or `gone` where there was nothing left to do */
export function logWorkflowEnd(execution: Execution, state: string): void {
	tell(execution, 'workflow ended', { state, ms: since(execution.startedAtMs) });
}

export function logStepStart(execution: Execution, step: StepName): void {
	tell(execution, 'step started', { step, attempt: execution.attempt }, 'debug');
}

/** @param ms how long the step took, in milliseconds */
export function logStepEnd(execution: Execution, step: StepName, ms: number): void {
	tell(execution, 'step ended', { step, attempt: execution.attempt, ms }, 'debug');
}

/** The error itself is recorded on the span by `withSpan`. */
export function logStepError(execution: Execution, step: StepName, ms: number, error: unknown): void {
	const { checkId } = execution.run;
	logger.error({ checkId, step, attempt: execution.attempt, ms, err: error }, 'step failed');
	addSpanEvent('step failed', { step, attempt: execution.attempt, ms });
}

function tell(
	execution: Execution,
	message: string,
	facts: Attributes,
	level: 'info' | 'debug' = 'info',
): void {
	logger[level]({ checkId: execution.run.checkId, ...facts }, message);
	addSpanEvent(message, facts);
}

function since(startMs: number): number {
	return Math.round((performance.now() - startMs) * 1000) / 1000;
}
