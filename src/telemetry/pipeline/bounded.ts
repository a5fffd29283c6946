import { diag } from '@opentelemetry/api';
import { report } from '../guard';

/**
 * Waits for all of `work`, but never longer than `timeoutMs` and never in vain: a failure goes to `diag`, for a
 * collector that is down is no reason to fail or to hold up whoever flushes.
 */
export async function settleWithin(
	work: readonly Promise<void>[],
	timeoutMs: number,
	what: string,
): Promise<void> {
	const { promise: expired, resolve } = Promise.withResolvers<'expired'>();
	const timer = setTimeout(() => resolve('expired'), timeoutMs);
	const settled = Promise.allSettled(work);
	const outcome = await Promise.race([settled, expired]);
	clearTimeout(timer);
	if (outcome === 'expired') {
		diag.warn(`${what} did not end within ${timeoutMs} ms; what was left is lost`);
		return;
	}
	for (const result of outcome) if (result.status === 'rejected') report(what, result.reason);
}
