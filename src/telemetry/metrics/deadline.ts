/** What was waited for did not come in time. */
export class DeadlineError extends Error {
	override readonly name = 'DeadlineError';
}

/**
 * Waits for `work`, but no longer than `timeoutMs`; what comes later, a failure too, is not heard. It keeps no process
 * alive: who ends waits as long as a flush may take, and not for this.
 * @throws DeadlineError
 */
export async function within<T>(timeoutMs: number, what: string, work: Promise<T>): Promise<T> {
	const { promise: expired, reject } = Promise.withResolvers<never>();
	const timer = setTimeout(
		() => reject(new DeadlineError(`${what} took more than ${timeoutMs} ms`)),
		timeoutMs,
	).unref();
	try {
		return await Promise.race([work, expired]);
	} finally {
		clearTimeout(timer);
	}
}
