import type { Load } from '../load';
import { quantile } from '../statistics';
import type { GlasshouseClient } from './client';

/** Runs that are asked for before their end is waited for: this bounds what waits in the queue. */
const BATCH = 100;
const LOOK_MS = 100;

/** Runs of one check, asked for in batches by the API. */
export class RunLoad {
	/** Runs that were asked for and have passed. */
	done = 0;

	constructor(
		private readonly client: GlasshouseClient,
		private readonly checkId: string,
		private readonly callers: number,
	) {}

	/** Whole batches until so many seconds are over. @throws where a run does not pass */
	async put(seconds: number): Promise<Load> {
		const startMs = performance.now();
		const durationsMs: number[] = [];
		while (performance.now() - startMs < seconds * 1000) durationsMs.push(...(await this.batch()));
		const tookSeconds = (performance.now() - startMs) / 1000;
		const sorted = Float64Array.from(durationsMs).sort();
		return {
			requestsPerSecond: sorted.length / tookSeconds,
			p50Ms: quantile(sorted, 0.5),
			p99Ms: quantile(sorted, 0.99),
		};
	}

	private async batch(): Promise<number[]> {
		const { client, checkId } = this;
		let left = BATCH;
		const caller = async () => {
			while (left-- > 0) await client.startRun(checkId);
		};
		await Promise.all(Array.from({ length: this.callers }, caller));
		// Two looks, each of which costs the server next to nothing, in place of one at every run.
		for (const state of ['queued', 'running'] as const)
			while (await client.hasRuns(checkId, state)) await Bun.sleep(LOOK_MS);
		this.done += BATCH;
		return client.durationsMs(checkId, BATCH);
	}
}
