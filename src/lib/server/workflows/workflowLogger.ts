import type { Attributes } from '@opentelemetry/api';
import { logger } from '../logger';
import { telemetry } from '../sessions/telemetry';
import { addSpanEvent } from '../telemetry';
import type { Execution, StepName } from './run';

/**
 * What workflows say of themselves. Each call writes a structured log line, adds an event to the active span, and
 * begins or ends a session span, so that a run reads the same in the log, in its trace and on its timeline. The run's
 * id is on every line by itself.
 */

/** @returns the session span of this execution */
export function logWorkflowStart(execution: Execution): string {
	const { trigger } = execution.run;
	tell(execution, 'workflow started', { trigger });
	return telemetry.startSpan('run', { trigger });
}

/** @param state how the run ended, or `gone` where there was nothing left to do */
export function logWorkflowEnd(execution: Execution, state: string, sessionSpan: string): void {
	tell(execution, 'workflow ended', { state, ms: since(execution.startedAtMs) });
	telemetry.endSpan(sessionSpan, { state });
}

/** @returns the session span of this step */
export function logStepStart(execution: Execution, step: StepName): string {
	const { attempt } = execution;
	tell(execution, 'step started', { step, attempt }, 'debug');
	return telemetry.startSpan(`step.${step}`, { attempt });
}

/** @param ms how long the step took, in milliseconds */
export function logStepEnd(execution: Execution, step: StepName, ms: number, sessionSpan: string): void {
	tell(execution, 'step ended', { step, attempt: execution.attempt, ms }, 'debug');
	telemetry.endSpan(sessionSpan);
}

/** The error itself is recorded on the span by `withSpan`. */
export function logStepError(
	execution: Execution,
	step: StepName,
	ms: number,
	error: unknown,
	sessionSpan: string,
): void {
	const { checkId } = execution.run;
	logger.error({ checkId, step, attempt: execution.attempt, ms, err: error }, 'step failed');
	addSpanEvent('step failed', { step, attempt: execution.attempt, ms });
	telemetry.endSpan(sessionSpan, { error });
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
