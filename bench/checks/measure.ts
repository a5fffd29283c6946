import type { BenchDatabase } from './database';
import type { Glasshouse } from './glasshouse';
import { ledgerOf, timeOf, type Ledger } from './ledger';
import { MemoryWatch, type Memory } from './memory';
import type { Options } from './options';
import { cpuMs, treeCpuMs } from './processes';

/** One rate over its seconds. */
export interface Measured extends Ledger {
	/** Runs a second that were scheduled. */
	readonly rate: number;
	readonly checks: number;
	/** Runs that ended within the seconds, whenever they were due, a second. */
	readonly runsPerSecond: number;
	/** User and system time a run in milliseconds, of all processes together; `null` where it cannot be told. */
	readonly cpuMs: { readonly glasshouse: number | null; readonly postgres: number | null };
	/** Of each process. */
	readonly memory: readonly (Memory | null)[];
}

/** A run that starts later than this is late. */
export const LATE_MS = 1000;
/** Longer than a run takes, its time limit included, so that the last ones have ended. */
const LAST_RUNS_MS = 2000;

/** Watches what goes on by itself, for so many seconds. */
export async function measure(
	rate: number,
	{ seconds, intervalSeconds }: Options,
	processes: readonly Glasshouse[],
	database: BenchDatabase,
): Promise<Measured> {
	const watches = processes.map(({ pid }) => new MemoryWatch(pid));
	const before = await account(processes, database);
	await Bun.sleep(seconds * 1000);
	const after = await account(processes, database);
	const memory = watches.map((watch) => watch.stop());
	await Bun.sleep(LAST_RUNS_MS);
	const window = { from: before.at, to: after.at };
	const ended = await endedIn(database, window);
	return {
		rate,
		checks: rate * intervalSeconds,
		...(await ledgerOf(database.client, window)),
		runsPerSecond: (ended * 1000) / (after.at.getTime() - before.at.getTime()),
		cpuMs: {
			glasshouse: share(before.glasshouse, after.glasshouse, ended),
			postgres: share(before.postgres, after.postgres, ended),
		},
		memory,
	};
}

/** Whether all that was due was done, and nearly all of it in time. */
export function isSustained({ due, done, startDelayMs }: Measured): boolean {
	return done === due && startDelayMs.p99 < LATE_MS;
}

async function account(processes: readonly Glasshouse[], { client, postmaster }: BenchDatabase) {
	const times = processes.map(({ pid }) => cpuMs(pid));
	return {
		at: await timeOf(client),
		glasshouse: times.reduce((sum, ms) => (sum === null || ms === null ? null : sum + ms), 0),
		postgres: postmaster === null ? null : treeCpuMs(postmaster),
	};
}

async function endedIn({ client }: BenchDatabase, { from, to }: { from: Date; to: Date }): Promise<number> {
	const { rows } = await client.query<{ runs: number }>(
		'select count(*)::int as runs from runs where ended_at >= $1 and ended_at < $2',
		[from, to],
	);
	return rows[0]?.runs ?? 0;
}

function share(before: number | null, after: number | null, runs: number): number | null {
	return before === null || after === null ? null : (after - before) / runs;
}
