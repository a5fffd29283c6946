import { context } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';

/** What carries the active span along asynchronous calls. Libraries such as DBOS crash without one. */
export function registerContextManager(): void {
	context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
}
