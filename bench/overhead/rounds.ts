import type { Load } from './load';
import type { Settings } from './options';
import type { Sink } from './sink';
import type { Subject } from './subject';
import type { Unit, VariantName } from './variants';

/** One variant in one round. */
export interface Measured extends Load {
	/** Requests that the server has answered. */
	readonly requests: number;
	/** User and system time of the server, a request. */
	readonly cpuMicros: number;
}

export type Round = ReadonlyMap<VariantName, Measured>;

export interface Bench {
	readonly settings: Settings;
	readonly sink: Sink;
	/** What is counted. */
	readonly unit: Unit;
	/** Takes what is to be shown while it goes on. */
	readonly progress: (line: string) => void;
}

/**
 * A compiler at work costs a server more than telemetry does (measured: 23 µs a request at first, 1 µs after 130,000
 * of them): each is warmed up until it has done enough, or has been at it for long.
 */
const LEAST_WARM_UP: Record<Unit, number> = { request: 130_000, run: 200 };
const MOST_WARM_UPS = 5;

/**
 * Whoever rests while others are measured pays for it afterwards: Bun tidies an idle process up, and JavaScriptCore throws
 * away what it has compiled where that has not run for some fifteen seconds. (Measured of telemetry at 100 %, after ten
 * seconds: in the second second 10 of 140 µs a request are the compiler's, in the fifth 0.2.) So a subject is under
 * load for twice as long as it has rested, and at most for so long, before it is measured.
 */
const LONGEST_LEAD_IN_S = 5;

/** Warms all subjects up, then measures all of them in every round, each time another one first. */
export async function measureRounds(subjects: readonly Subject[], bench: Bench): Promise<Round[]> {
	const { settings, progress, unit } = bench;
	for (const subject of subjects) {
		progress(`warming up: ${subject.variant.title}`);
		await warmUp(subject, bench);
	}
	const leadIn = leadInSeconds(subjects.length, settings);
	const rounds: Round[] = [];
	for (let round = 0; round < settings.rounds; round += 1) {
		const measured = new Map<VariantName, Measured>();
		for (const subject of rotated(subjects, round)) {
			if (leadIn > 0) await put(subject, leadIn, bench);
			const result = await put(subject, settings.seconds, bench);
			measured.set(subject.name, result);
			const which = `round ${round + 1} of ${settings.rounds}`;
			progress(`${which}: ${subject.variant.title}: ${describe(result, unit)}`);
		}
		rounds.push(measured);
	}
	return rounds;
}

/** Of load on a subject before each measurement that is not measured itself. */
export function leadInSeconds(subjects: number, { seconds }: Pick<Settings, 'seconds'>): number {
	return Math.min(LONGEST_LEAD_IN_S, 2 * (subjects - 1) * seconds);
}

async function warmUp(subject: Subject, bench: Bench): Promise<void> {
	let done = 0;
	for (let n = 0; n < MOST_WARM_UPS && done < LEAST_WARM_UP[bench.unit]; n += 1)
		done += (await put(subject, bench.settings.warmUpSeconds, bench)).requests;
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
async function put(subject: Subject, seconds: number, { sink }: Bench): Promise<Measured> {
	const before = await subject.account();
	const seen = await subject.load(seconds);
	await sink.untilQuiet(subject.name);
	const after = await subject.account();
	const requests = after.served - before.served;
	return { ...seen, requests, cpuMicros: (after.cpuMicros - before.cpuMicros) / requests };
}

/** The same in the same order, beginning with another one. */
export function rotated<T>(items: readonly T[], by: number): T[] {
	const first = by % items.length;
	return [...items.slice(first), ...items.slice(0, first)];
}

function describe({ cpuMicros, requestsPerSecond }: Measured, unit: Unit): string {
	return `${cpuMicros.toFixed(1)} µs a ${unit}, ${Math.round(requestsPerSecond)} ${unit}s a second`;
}
