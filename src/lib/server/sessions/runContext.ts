import { context, createContextKey, type Context } from '@opentelemetry/api';

const RUN_ID = createContextKey('glasshouse run id');
const SESSION_SPAN = createContextKey('glasshouse session span');

/**
 * Runs `fn` as part of a run: every log line inside carries its id, however deep, without being handed it.
 * @param parent the context to go on from; the active one unless given
 */
export function inRun<T>(runId: string, fn: () => T, parent: Context = context.active()): T {
	return context.with(parent.setValue(RUN_ID, runId), fn);
}

/** The run that a context belongs to, if any. */
export function runIdOf(within: Context): string | undefined {
	const runId = within.getValue(RUN_ID);
	return typeof runId === 'string' ? runId : undefined;
}

/** Runs `fn` inside a session span: what is told there, however deep, names it as its parent. */
export function inSessionSpan<T>(correlationId: string, fn: () => T): T {
	return context.with(context.active().setValue(SESSION_SPAN, correlationId), fn);
}

/** The session span that a context stands in, if any. */
export function sessionSpanOf(within: Context): string | undefined {
	const correlationId = within.getValue(SESSION_SPAN);
	return typeof correlationId === 'string' ? correlationId : undefined;
}
