import { context, createContextKey, type Context } from '@opentelemetry/api';

const RUN_ID = createContextKey('glasshouse run id');

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
