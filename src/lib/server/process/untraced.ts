import { context, ROOT_CONTEXT } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';

const UNTRACED = suppressTracing(ROOT_CONTEXT);

/**
 * Runs `fn` outside every trace: it makes no spans and sends no `traceparent`. For the app's own polling and
 * bookkeeping, which would bury the traces that somebody wants to read.
 */
export function untraced<T>(fn: () => T): T {
	return context.with(UNTRACED, fn);
}
