import type pg from 'pg';
import type { Glasshouse } from './glasshouse';

/** Of one kind, so that every run makes the same spans: a GET that passes, to an address that needs no DNS. */
const CHECK = { method: 'GET', timeoutMs: 10_000, retries: 0, expect: { status: 200 } } as const;

/**
 * Makes checks through the API, evenly over one interval: their runs are due as they were made, spread over the
 * interval as those of checks that people make at any time are.
 */
export async function makeChecks(
	count: number,
	intervalSeconds: number,
	targetUrl: string,
	processes: readonly Glasshouse[],
): Promise<void> {
	const startMs = performance.now();
	const made: Promise<unknown>[] = [];
	for (let i = 0; i < count; i += 1) {
		const dueMs = startMs + (i / count) * intervalSeconds * 1000;
		await Bun.sleep(Math.max(0, dueMs - performance.now()));
		const client = processes[i % processes.length]?.client;
		const check = { ...CHECK, name: `check ${i}`, url: `${targetUrl}/${i}`, intervalSeconds };
		if (client !== undefined) made.push(client.createCheck(check));
	}
	await Promise.all(made);
}

/** Lets no run become due any more. */
export async function pauseAll(db: pg.Client): Promise<void> {
	await db.query('update checks set enabled = false');
}
