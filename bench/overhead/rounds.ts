import type { Load, Loader } from './load';
import type { Options } from './options';
import type { Sink } from './sink';
import type { Subject } from './subject';
import type { VariantName } from './variants';

/** One variant in one round. */
export interface Measured extends Load {
	/** Requests that the server has answered. */
	readonly requests: number;
	/** User and system time of the server, a request. */
	readonly cpuMicros: number;
}

export type Round = ReadonlyMap<VariantName, Measured>;

export interface Bench {
	readonly options: Options;
	readonly sink: Sink;
	readonly load: Loader;
	/** Takes what is to be shown while it goes on. */
	readonly progress: (line: string) => void;
}

/** Warms all subjects up, then measures all of them in every round, each time another one first. */
export async function measureRounds(subjects: readonly Subject[], bench: Bench): Promise<Round[]> {
	const { options, progress } = bench;
	for (const subject of subjects) {
		progress(`warming up: ${subject.variant.title}`);
		await put(subject, options.warmUpSeconds, bench);
	}
	const rounds: Round[] = [];
	for (let round = 0; round < options.rounds; round += 1) {
		const measured = new Map<VariantName, Measured>();
		for (const subject of rotated(subjects, round)) {
			const result = await put(subject, options.seconds, bench);
			measured.set(subject.name, result);
			progress(`round ${round + 1} of ${options.rounds}: ${subject.variant.title}: ${describe(result)}`);
		}
		rounds.push(measured);
	}
	return rounds;
}

/** CPU time of a variant as a share of its baseline's in the same round, for each round. */
export function ratios(
	rounds: readonly Round[],
	{ name, variant }: Pick<Subject, 'name' | 'variant'>,
): number[] {
	return rounds.map((round) => cpuOf(round, name) / cpuOf(round, variant.baseline));
}

function cpuOf(round: Round, name: VariantName): number {
	return round.get(name)?.cpuMicros ?? NaN;
}

/** Puts load on one subject, and waits until it has sent what it has to tell of that. */
async function put({ name, server, url }: Subject, seconds: number, { options, sink, load }: Bench) {
	const before = await server.account();
	const seen = await load(url, options.connections, seconds);
	await sink.untilQuiet(name);
	const after = await server.account();
	const requests = after.served - before.served;
	return { ...seen, requests, cpuMicros: (after.cpuMicros - before.cpuMicros) / requests };
}

function rotated<T>(items: readonly T[], by: number): T[] {
	const first = by % items.length;
	return [...items.slice(first), ...items.slice(0, first)];
}

function describe({ cpuMicros, requestsPerSecond }: Measured): string {
	return `${cpuMicros.toFixed(1)} µs a request, ${Math.round(requestsPerSecond)} requests a second`;
}
