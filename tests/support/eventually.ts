const INTERVAL_MS = 25;

/**
 * Waits until `probe` gives something other than undefined or false, and returns it. What it throws counts as
 * "not yet" and is told when the time is over.
 * @param what completes the sentence "waited in vain for …"
 */
export async function eventually<T>(
	what: string,
	probe: () => T | Promise<T>,
	timeoutMs = 30_000,
): Promise<Exclude<T, undefined | false>> {
	const deadline = performance.now() + timeoutMs;
	let last: unknown = 'nothing came';
	while (performance.now() < deadline) {
		try {
			const value = await probe();
			if (isThere(value)) return value;
			last = value;
		} catch (error) {
			last = error;
		}
		await Bun.sleep(INTERVAL_MS);
	}
	throw new Error(`Waited ${timeoutMs} ms in vain for ${what}; last seen: ${describe(last)}`, {
		cause: last,
	});
}

function isThere<T>(value: T): value is Exclude<T, undefined | false> {
	return value !== undefined && value !== false;
}

function describe(value: unknown): string {
	return value instanceof Error ? value.message : JSON.stringify(value);
}
