import { whatIsMissing } from './completeness';
import type { Load } from './load';
import type { Skipped } from './node';
import type { Options } from './options';
import { ratios, type Measured, type Round } from './rounds';
import type { Account } from './server';
import type { Received } from './sink/count';
import { spread, type Spread } from './statistics';
import type { Subject } from './subject';
import type { Surroundings } from './surroundings';
import type { VariantName } from './variants';

/** All that a run of the benchmark tells; `--json` prints it as it is. */
export interface Result {
	readonly surroundings: Surroundings;
	readonly options: Options;
	readonly variants: readonly VariantResult[];
	readonly skipped: readonly Skipped[];
}

/** Medians of all rounds, where nothing else is said. */
export interface VariantResult extends Load {
	readonly name: VariantName;
	readonly title: string;
	readonly baseline: VariantName;
	/** User and system time of the server, a request. */
	readonly cpuMicros: Spread;
	/** To the baseline in the same round. */
	readonly ratio: Spread;
	readonly peakRssBytes: number;
	/** Requests served from start to stop, the warm-up among them, and what the sink has received of them. */
	readonly served: number;
	readonly received: Received;
	/** What should have been received and was not; null where all is there. */
	readonly missing: string | null;
}

/** @param account taken after the last round @param received taken after the server has stopped */
export function resultOf(
	{ name, variant }: Subject,
	rounds: readonly Round[],
	account: Account,
	received: Received,
	{ route }: Options,
): VariantResult {
	const own = rounds.flatMap((round) => round.get(name) ?? []);
	const median = (value: (measured: Measured) => number) => spread(own.map(value)).median;
	return {
		name,
		title: variant.title,
		baseline: variant.baseline,
		cpuMicros: spread(own.map(({ cpuMicros }) => cpuMicros)),
		ratio: spread(ratios(rounds, { name, variant })),
		requestsPerSecond: median(({ requestsPerSecond }) => requestsPerSecond),
		p50Ms: median(({ p50Ms }) => p50Ms),
		p99Ms: median(({ p99Ms }) => p99Ms),
		peakRssBytes: account.peakRssBytes,
		served: account.served,
		received,
		missing: whatIsMissing(variant, route, account.served, received) ?? null,
	};
}
