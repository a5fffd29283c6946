import { z } from 'zod';

const CHECK = z.object({ id: z.string() });
const RUNS = z.array(
	z.object({ state: z.string(), queuedAt: z.coerce.date(), endedAt: z.coerce.date().nullable() }),
);
/** Asks that nothing be recorded: what is not measured is not to be found among what is. */
const UNSAMPLED = { traceparent: `00-${'1'.repeat(32)}-${'1'.repeat(16)}-00` };
const PATIENCE_MS = 60_000;
const LOOK_MS = 50;

/** Glasshouse by its API. */
export class GlasshouseClient {
	constructor(private readonly url: string) {}

	async untilReady(): Promise<void> {
		const deadlineMs = performance.now() + PATIENCE_MS;
		while (!(await this.ask('GET', '/readyz')).ok) {
			if (performance.now() > deadlineMs) throw new Error(`${this.url} does not get ready`);
			await Bun.sleep(LOOK_MS);
		}
	}

	/** Makes the one check that there is then, which runs when it is asked to; returns its id. */
	async makeOnlyCheck(url: string): Promise<string> {
		const others = z.array(z.looseObject({ id: z.string() })).parse(await this.json('GET', '/api/v1/checks'));
		for (const { id } of others) await this.json('DELETE', `/api/v1/checks/${id}`);
		const check = { name: 'benchmark', url, intervalSeconds: null };
		return CHECK.parse(await this.json('POST', '/api/v1/checks', check)).id;
	}

	/** The one request that is traced. */
	async startRun(checkId: string): Promise<void> {
		const path = `/api/v1/checks/${checkId}/run`;
		const response = await fetch(this.url + path, { method: 'POST' });
		const text = await response.text();
		if (!response.ok) throw new Error(`POST ${path} answered ${response.status}: ${text}`);
	}

	async hasRuns(checkId: string, state: 'queued' | 'running'): Promise<boolean> {
		return (await this.runs(`checkId=${checkId}&state=${state}&limit=1`)).length > 0;
	}

	/** How long each of the newest runs took from being asked for to its end. @throws where one has not passed */
	async durationsMs(checkId: string, count: number): Promise<number[]> {
		const runs = await this.runs(`checkId=${checkId}&limit=${count}`);
		return runs.map(({ state, queuedAt, endedAt }) => {
			if (state !== 'passed' || endedAt === null) throw new Error(`A run of ${this.url} is ${state}`);
			return endedAt.getTime() - queuedAt.getTime();
		});
	}

	private async runs(query: string): Promise<z.infer<typeof RUNS>> {
		return RUNS.parse(await this.json('GET', `/api/v1/runs?${query}`));
	}

	private async json(method: string, path: string, body?: unknown): Promise<unknown> {
		const response = await this.ask(method, path, body);
		const text = await response.text();
		if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text}`);
		return text === '' ? null : JSON.parse(text);
	}

	private ask(method: string, path: string, body?: unknown): Promise<Response> {
		const init = body === undefined ? {} : { body: JSON.stringify(body) };
		return fetch(this.url + path, {
			method,
			headers: { ...UNSAMPLED, 'content-type': 'application/json' },
			...init,
		});
	}
}
