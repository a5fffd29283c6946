import type { Attributes, Span } from '@opentelemetry/api';
import { Error as DBOSErrors } from '@dbos-inc/dbos-sdk';
import { withSpan } from '../telemetry';
import { engineState } from './engineState';

/**
 * Whether an error is the engine's way to stop an execution: its run was cancelled, another process carries it
 * on, or this process is stopping. It must reach the engine, and is nobody's failure.
 */
export function isParking(error: unknown): error is Error {
	if (error instanceof DBOSErrors.DBOSWorkflowCancelledError) return true;
	if (error instanceof DBOSErrors.DBOSWorkflowConflictError) return true;
	return engineState.stopping && error instanceof Error;
}

/** `withSpan`, but a run that is parked meanwhile leaves no error on the span. */
export async function withParkableSpan<T>(
	name: string,
	fn: (span: Span) => Promise<T>,
	attributes: Attributes,
): Promise<T> {
	const ended = await withSpan(name, (span) => parkedOr(fn(span)), attributes);
	if (ended.parked !== null) throw ended.parked;
	return ended.value;
}

type Ended<T> = { parked: null; value: T } | { parked: Error };

async function parkedOr<T>(work: Promise<T>): Promise<Ended<T>> {
	try {
		return { parked: null, value: await work };
	} catch (error) {
		if (isParking(error)) return { parked: error };
		throw error;
	}
}
