import { database } from '../database/connection';

/** Support for tests: what roll-ups say, and what the runs themselves add up to. */

interface Tally {
	runs: number;
	passed: number;
	failed: number;
	/** By bucket, how often it was hit. */
	latencies: Record<number, number>;
}

const HOUR_MS = 3_600_000;

/** By check, hours and start; without those that are empty. */
export async function rolledUpRuns(): Promise<Record<string, Tally>> {
	const rows = await database().selectFrom('run_rollups').selectAll().where('runs', '<>', 0).execute();
	return Object.fromEntries(
		rows.map(({ check_id, hours, starts_at, runs, passed, failed, latencies }) => [
			`${check_id} ${hours} h ${starts_at.toISOString()}`,
			{ runs, passed, failed, latencies: hitsOf(latencies) },
		]),
	);
}

/** The same, counted anew from `runs`, and nothing of it in SQL. */
export async function countedRuns(): Promise<Record<string, Tally>> {
	const rows = await database()
		.selectFrom('runs')
		.select(['check_id', 'state', 'queued_at', 'latency_ms'])
		.where('state', 'not in', ['queued', 'running'])
		.execute();
	const tallies: Record<string, Tally> = {};
	for (const { check_id, state, queued_at, latency_ms } of rows) {
		for (const hours of [1, 6]) {
			const start = Math.floor(queued_at.getTime() / (hours * HOUR_MS)) * hours * HOUR_MS;
			const key = `${check_id} ${hours} h ${new Date(start).toISOString()}`;
			const tally = (tallies[key] ??= { runs: 0, passed: 0, failed: 0, latencies: {} });
			tally.runs += 1;
			if (state === 'passed' || state === 'failed') count(tally, state, latency_ms);
		}
	}
	return tallies;
}

function count(tally: Tally, state: 'passed' | 'failed', latencyMs: number | null): void {
	tally[state] += 1;
	if (latencyMs === null) return;
	const bucket = bucketOf(latencyMs);
	tally.latencies[bucket] = (tally.latencies[bucket] ?? 0) + 1;
}

/** The bucket whose value is nearest; see `Latencies`. */
function bucketOf(latencyMs: number): number {
	const ms = Math.min(Math.max(latencyMs, 0.01), 9_999_999);
	const decade = Math.floor(Math.log10(ms)) + 2;
	const digits = ms * 10 ** (3 - decade);
	const step = digits < 20 ? 5 * (digits - 10) : digits < 50 ? 50 + 2 * (digits - 20) : 60 + digits;
	return 160 * decade + Math.round(step);
}

function hitsOf(latencies: Buffer): Record<number, number> {
	const hits: Record<number, number> = {};
	for (let at = 0; at < latencies.length; at += 3) {
		const bucket = (latencies.readUInt8(at) - 128) * 128 + latencies.readUInt8(at + 1);
		hits[bucket] = (hits[bucket] ?? 0) + latencies.readUInt8(at + 2);
	}
	return Object.fromEntries(Object.entries(hits).filter(([, count]) => count > 0));
}
