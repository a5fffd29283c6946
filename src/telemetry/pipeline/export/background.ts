import { AsyncLocalStorage } from 'node:async_hooks';
import { context, ROOT_CONTEXT } from '@opentelemetry/api';
import { suppressTracing } from '../../suppression';

/** Runs work apart from the request that happened to cause it. */
export type Background = <T>(work: () => T) => T;

const SUPPRESSED = suppressTracing(ROOT_CONTEXT);

/**
 * Work that is run so has the asynchronous context of this call, so that it keeps no request alive for as long as
 * it lasts, and is seen by no instrumentation: exporting must not make what is to be exported.
 */
export function createBackground(): Background {
	const outside = AsyncLocalStorage.snapshot();
	return (work) => outside(() => context.with(SUPPRESSED, work));
}
