/**
 * Waits without keeping the process alive for it.
 * @returns `false` where `signal` was aborted before the time was over
 */
export function pause(milliseconds: number, signal: AbortSignal): Promise<boolean> {
	if (signal.aborted) return Promise.resolve(false);
	const { promise, resolve } = Promise.withResolvers<boolean>();
	const onAbort = () => {
		clearTimeout(timer);
		resolve(false);
	};
	const timer = setTimeout(() => {
		signal.removeEventListener('abort', onAbort);
		resolve(true);
	}, milliseconds);
	timer.unref();
	signal.addEventListener('abort', onAbort, { once: true });
	return promise;
}
