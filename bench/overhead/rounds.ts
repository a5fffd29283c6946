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
	/** Of that time to the time of its baseline, with which it took turns. */
	readonly ratio: number;
}

export type Round = ReadonlyMap<VariantName, Measured>;

export interface Bench {
	readonly settings: Settings;
	readonly sink: Pick<Sink, 'untilQuiet'>;
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
/** A baseline never rests for long, for it takes turns with all others. */
const LEAD_IN_OF_BASELINE_S = 1;

/**
 * Seconds of a turn. A shared machine is faster and slower by a third from one ten seconds to the next (measured:
 * the same server under the same load has 80 and 150 µs a request within a minute): what is compared with each other has
 * to lie closer together than that. Runs of checks take longer than requests.
 */
const TURN_S: Record<Unit, number> = { request: 1, run: 5 };

/** Warms all subjects up, then measures all of them in every round, each time another one first. */
export async function measureRounds(subjects: readonly Subject[], bench: Bench): Promise<Round[]> {
	const { settings, progress } = bench;
	for (const subject of subjects) {
		progress(`warming up: ${subject.variant.title}`);
		await warmUp(subject, bench);
	}
	const rounds: Round[] = [];
	for (let round = 0; round < settings.rounds; round += 1) {
		const tell = (line: string) => progress(`round ${round + 1} of ${settings.rounds}: ${line}`);
		rounds.push(await measureRound(rotated(subjects, round), { ...bench, progress: tell }));
	}
	return rounds;
}

/** Each takes turns with its baseline; of a baseline all turns count, whomever it took them with. */
async function measureRound(subjects: readonly Subject[], bench: Bench): Promise<Round> {
	const turns = new Map(subjects.map((subject) => [subject, new Array<Turn>()]));
	const measured = new Map<VariantName, Measured>();
	const measure = (subject: Subject, of: readonly Turn[], ratio: number) => {
		const result = { ...together(of), ratio };
		measured.set(subject.name, result);
		bench.progress(`${subject.variant.title}: ${describe(result, bench.unit)}`);
	};
	for (const subject of subjects) {
		const baseline = subjects.find(({ name }) => name === subject.variant.baseline) ?? subject;
		if (baseline === subject && isCompared(subject, subjects)) continue;
		const [own, its] = await takeTurns(
			subject,
			baseline,
			leadInSeconds(subjects.length, bench.settings),
			bench,
		);
		turns.get(baseline)?.push(...its);
		if (baseline !== subject) measure(subject, own, cpuOf(own) / cpuOf(its));
	}
	for (const [subject, taken] of turns) if (!measured.has(subject.name)) measure(subject, taken, 1);
	return measured;
}

function isCompared({ name }: Subject, subjects: readonly Subject[]): boolean {
	return subjects.some(({ name: other, variant }) => other !== name && variant.baseline === name);
}

/** One after the other, and then the other way round: what becomes faster or slower meanwhile does so for both. */
async function takeTurns(
	subject: Subject,
	baseline: Subject,
	leadIn: number,
	bench: Bench,
): Promise<[own: Turn[], its: Turn[]]> {
	const { settings, unit } = bench;
	const own: Turn[] = [];
	const its: Turn[] = [];
	if (leadIn > 0) await put(subject, leadIn, bench);
	if (baseline !== subject) await put(baseline, LEAD_IN_OF_BASELINE_S, bench);
	const seconds = Math.min(TURN_S[unit], settings.seconds);
	for (let turn = 0; turn < turnsOf(settings, unit); turn += 1) {
		if (turn % 2 === 0) its.push(await put(baseline, seconds, bench));
		if (baseline !== subject) own.push(await put(subject, seconds, bench));
		if (turn % 2 === 1) its.push(await put(baseline, seconds, bench));
	}
	return [own, its];
}

/** How many turns a subject has in a round. */
export function turnsOf({ seconds }: Pick<Settings, 'seconds'>, unit: Unit): number {
	return Math.max(1, Math.round(seconds / TURN_S[unit]));
}

/** Of load on a subject before each of its rounds that is not measured itself. */
export function leadInSeconds(subjects: number, { seconds }: Pick<Settings, 'seconds'>): number {
	return Math.min(LONGEST_LEAD_IN_S, Math.max(0, 2 * (subjects - 2) * seconds));
}

async function warmUp(subject: Subject, bench: Bench): Promise<void> {
	let done = 0;
	for (let n = 0; n < MOST_WARM_UPS && done < LEAST_WARM_UP[bench.unit]; n += 1)
		done += (await put(subject, bench.settings.warmUpSeconds, bench)).requests;
}

/** CPU time of a variant as a share of its baseline's, for each round. */
export function ratios(rounds: readonly Round[], { name }: Pick<Subject, 'name'>): number[] {
	return rounds.map((round) => round.get(name)?.ratio ?? NaN);
}

/** A while of load on one subject. */
interface Turn extends Load {
	readonly requests: number;
	/** Of all its requests. */
	readonly cpuMicros: number;
}

/** What a request took. */
function cpuOf(turns: readonly Turn[]): number {
	return sum(turns, ({ cpuMicros }) => cpuMicros) / sum(turns, ({ requests }) => requests);
}

function together(turns: readonly Turn[]): Omit<Measured, 'ratio'> {
	const mean = (of: (turn: Turn) => number) => sum(turns, of) / turns.length;
	return {
		requests: sum(turns, ({ requests }) => requests),
		cpuMicros: cpuOf(turns),
		requestsPerSecond: mean(({ requestsPerSecond }) => requestsPerSecond),
		p50Ms: mean(({ p50Ms }) => p50Ms),
		p99Ms: mean(({ p99Ms }) => p99Ms),
	};
}

function sum<T>(items: readonly T[], of: (item: T) => number): number {
	return items.reduce((total, item) => total + of(item), 0);
}

/** Puts load on one subject, and waits until it has sent what it has to tell of that. */
async function put(subject: Subject, seconds: number, { sink }: Bench): Promise<Turn> {
	const before = await subject.account();
	const seen = await subject.load(seconds);
	await sink.untilQuiet(subject.name);
	const after = await subject.account();
	return { ...seen, requests: after.served - before.served, cpuMicros: after.cpuMicros - before.cpuMicros };
}

/** The same in the same order, beginning with another one. */
export function rotated<T>(items: readonly T[], by: number): T[] {
	const first = by % items.length;
	return [...items.slice(first), ...items.slice(0, first)];
}

function describe({ cpuMicros, requestsPerSecond }: Measured, unit: Unit): string {
	return `${cpuMicros.toFixed(1)} µs a ${unit}, ${Math.round(requestsPerSecond)} ${unit}s a second`;
}
