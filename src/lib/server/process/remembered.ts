/**
 * Gives what `read` gave last, for so long, and asks anew after that; several who ask at once share one answer.
 * Never throws and never waits longer than `boundMs`: where the answer is late or an error, there is none.
 */
export function remembered<T>(
	read: () => Promise<T>,
	{ freshMs, boundMs, onError }: { freshMs: number; boundMs: number; onError: (error: unknown) => void },
): () => Promise<T | undefined> {
	let asked: { atMs: number; answer: Promise<T | undefined> } | undefined;
	return () => {
		const nowMs = performance.now();
		if (asked === undefined || nowMs - asked.atMs >= freshMs) {
			asked = { atMs: nowMs, answer: within(boundMs, read, onError) };
		}
		return asked.answer;
	};
}

async function within<T>(boundMs: number, read: () => Promise<T>, onError: (error: unknown) => void) {
	const { promise: late, resolve } = Promise.withResolvers<undefined>();
	const timer = setTimeout(() => resolve(undefined), boundMs);
	try {
		return await Promise.race([answer(read, onError), late]);
	} finally {
		clearTimeout(timer);
	}
}

async function answer<T>(read: () => Promise<T>, onError: (error: unknown) => void) {
	try {
		return await read();
	} catch (error) {
		onError(error);
		return undefined;
	}
}
