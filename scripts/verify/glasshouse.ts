import { z } from 'zod';
import { telemetryHealthSchema } from '../../src/lib/server/rpc/telemetrySchemas';
import { traceSchema } from '../../src/lib/server/rpc/traceSchemas';
import type { Trace } from '../../src/lib/trace/wire';
import type { TelemetryHealth } from '../../src/telemetry/health/types';
import { ask, AskError, authorisation, request, type Question } from './ask';

const CHECK = z.object({ id: z.string() });
const STARTED = z.object({ runId: z.string(), traceId: z.string() });
const RUN = z.object({ state: z.string(), failure: z.object({ message: z.string() }).optional() });
const RUNS = z.array(z.object({ id: z.string(), traceId: z.string() }));
const UNDER_WAY = new Set(['queued', 'running']);

export type Run = z.infer<typeof RUN>;

/** The app over REST, as somebody's script uses it. Everything throws AskError where it does not answer well. */
export class Glasshouse {
	constructor(
		/** Without a slash at its end. */
		readonly url: string,
		private readonly token: string | undefined,
	) {}

	/** @param intervalSeconds of its schedule, which begins at once; `null`: nobody runs it but us. @returns its id */
	async makeCheck(name: string, url: string, intervalSeconds: number | null): Promise<string> {
		const body = { name, url, intervalSeconds, retries: 0 };
		return (await this.ask('/checks', CHECK, { method: 'POST', body })).id;
	}

	run(checkId: string): Promise<z.infer<typeof STARTED>> {
		return this.ask(`/checks/${checkId}/run`, STARTED, { method: 'POST' });
	}

	/** The last one that there is of a check; `undefined` while there is none. */
	async lastRun(checkId: string): Promise<z.infer<typeof STARTED> | undefined> {
		const [run] = await this.ask(`/runs?checkId=${checkId}&limit=1`, RUNS);
		return run === undefined ? undefined : { runId: run.id, traceId: run.traceId };
	}

	/** From here on the check is run by nobody but us. */
	async endSchedule(checkId: string): Promise<void> {
		await this.ask(`/checks/${checkId}`, CHECK, { method: 'PATCH', body: { intervalSeconds: null } });
	}

	/** @returns `undefined` while it is under way */
	async endedRun(runId: string): Promise<Run | undefined> {
		const run = await this.ask(`/runs/${runId}`, RUN);
		return UNDER_WAY.has(run.state) ? undefined : run;
	}

	/** With its runs. One that is gone already is no matter. */
	async removeCheck(checkId: string): Promise<void> {
		const response = await request(`${this.url}/api/v1/checks/${checkId}`, {
			method: 'DELETE',
			headers: this.headers(),
		});
		await response.body?.cancel();
		if (!response.ok && response.status !== 404) throw new AskError(response.status, String(response.status));
	}

	health(): Promise<TelemetryHealth> {
		return this.ask('/telemetry/health', telemetryHealthSchema);
	}

	/** @returns `null` where nothing is known of it */
	async trace(traceId: string): Promise<Trace | null> {
		try {
			return await this.ask(`/traces/${traceId}`, traceSchema);
		} catch (error) {
			// Of a trace that there was none of, the id is empty, and names no trace at all.
			if (error instanceof AskError && (error.status === 404 || error.status === 400)) return null;
			throw error;
		}
	}

	private ask<T>(path: string, shape: z.ZodType<T>, question: Question = {}): Promise<T> {
		return ask(`${this.url}/api/v1${path}`, shape, { ...question, headers: this.headers() });
	}

	private headers(): Record<string, string> {
		return authorisation(this.token === undefined ? undefined : `Bearer ${this.token}`);
	}
}
