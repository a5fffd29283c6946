import type { Load } from './load';
import type { Settings } from './options';
import type { Sink } from './sink';
import type { Account } from './server';
import type { Subject } from './subject';
import { VARIANTS, type Unit, type VariantName } from './variants';

/** One process of a variant: what it took in its turns of one round, and what it came to in its whole life. */
export interface Measured extends Load, Pick<Account, 'served' | 'peakRssBytes'> {
	/** Requests that it answered in those turns. */
	readonly requests: number;
	/** User and system time of the server, a request. */
	readonly cpuMicros: number;
	/** Of that time to the time of its baseline, with which it took turns; 1 for a baseline. */
	readonly ratio: number;
}

export interface Bench {
	readonly settings: Settings;
	readonly sink: Pick<Sink, 'untilQuiet'>;
	/** What is counted. */
	readonly unit: Unit;
	/** Starts a process of a variant. */
	readonly start: (name: VariantName) => Promise<Subject>;
	/** Takes what is to be shown while it goes on. */
	readonly progress: (line: string) => void;
}

/**
 * A compiler at work costs a server more than telemetry does (measured at 100 %: 30 µs a request in the first 35,000, 2 up to
 * 120,000, less than 1 from 200,000 on): each is warmed up until it has done enough, or for as long as the settings say.
 */
const LEAST_WARM_UP: Record<Unit, number> = { request: 200_000, run: 200 };

/**
 * Seconds of a turn. A shared machine is faster and slower by a third from one ten seconds to the next (measured:
 * the same server under the same load has 80 and 150 µs a request within a minute): what is compared with each other has
 * to lie closer together than that. Runs of checks take longer than requests.
 */
const TURN_S: Record<Unit, number> = { request: 1, run: 5 };

/**
 * Measures each variant beside its baseline, the two alone and both in processes that are new in every round: whoever
 * waits while others are measured pays for it afterwards (JavaScriptCore throws away what it has compiled where that has not
 * run for some fifteen seconds), and of two processes of the same code one is a tenth slower than the other.
 * @returns what the processes of each variant took, in the order of the rounds
 */
export async function measureRounds(
	names: readonly VariantName[],
	bench: Bench,
): Promise<ReadonlyMap<VariantName, readonly Measured[]>> {
	const measured = new Map(names.map((name) => [name, new Array<Measured>()]));
	const { rounds } = bench.settings;
	for (let round = 0; round < rounds; round += 1) {
		const progress = (line: string) => bench.progress(`round ${round + 1} of ${rounds}: ${line}`);
		for (const pair of rotated(pairsOf(names), round)) {
			// The other one begins in the next round: with starting, with warming up, and with turns.
			const ordered = round % 2 === 0 ? pair : pair.toReversed();
			for (const [name, result] of await measureTogether(ordered, { ...bench, progress })) {
				measured.get(name)?.push(result);
				progress(`${VARIANTS[name].title}: ${describe(result, bench.unit)}`);
			}
		}
	}
	return measured;
}

/** Each with its baseline; a baseline with which nobody is compared alone. */
export function pairsOf(names: readonly VariantName[]): VariantName[][] {
	const baselineOf = (name: VariantName) => VARIANTS[name].baseline;
	const compared = names.filter((name) => baselineOf(name) !== name && names.includes(baselineOf(name)));
	const alone = names.filter((name) => !compared.some((one) => one === name || baselineOf(one) === name));
	return [...compared.map((name) => [baselineOf(name), name]), ...alone.map((name) => [name])];
}

async function measureTogether(
	names: readonly VariantName[],
	bench: Bench,
): Promise<Map<VariantName, Measured>> {
	await using started = new AsyncDisposableStack();
	const subjects: Subject[] = [];
	for (const name of names) {
		bench.progress(`building and starting: ${VARIANTS[name].title}`);
		subjects.push(started.adopt(await bench.start(name), (subject) => subject.stop()));
	}
	bench.progress(`warming up: ${names.map((name) => VARIANTS[name].title).join(' and ')}`);
	await warmUp(subjects, bench);
	const turns = await takeTurns(subjects, bench);
	const results = new Map<VariantName, Measured>();
	for (const subject of subjects) {
		const { name, variant } = subject;
		const own = turns.get(name) ?? [];
		const { served, peakRssBytes } = await subject.account();
		const ratio = cpuOf(own) / cpuOf(turns.get(variant.baseline) ?? own);
		results.set(name, { ...together(own), served, peakRssBytes, ratio });
	}
	return results;
}

/** In turns as well, until all have done enough: nobody rests, and all have lived as long when it is over. */
async function warmUp(subjects: readonly Subject[], { settings, unit, sink }: Bench): Promise<void> {
	const done = async ({ account }: Subject) => (await account()).served >= LEAST_WARM_UP[unit];
	const turn = Math.min(TURN_S[unit], settings.warmUpSeconds);
	for (let seconds = 0; seconds < settings.warmUpSeconds; seconds += turn) {
		for (const subject of subjects) await subject.load(turn);
		if ((await Promise.all(subjects.map(done))).every(Boolean)) break;
	}
	for (const { name } of subjects) await sink.untilQuiet(name);
}

/** One after the other, and then the other way round: what becomes faster or slower meanwhile does so for both. */
async function takeTurns(
	subjects: readonly Subject[],
	{ settings, unit, sink }: Bench,
): Promise<Map<VariantName, Turn[]>> {
	const turns = new Map(subjects.map(({ name }) => [name, new Array<Turn>()]));
	const seconds = Math.min(TURN_S[unit], settings.seconds);
	for (let turn = 0; turn < turnsOf(settings, unit); turn += 1)
		for (const subject of turn % 2 === 0 ? subjects : subjects.toReversed())
			turns.get(subject.name)?.push(await put(subject, seconds, sink));
	return turns;
}

/** How many turns a subject has in a round. */
export function turnsOf({ seconds }: Pick<Settings, 'seconds'>, unit: Unit): number {
	return Math.max(1, Math.round(seconds / TURN_S[unit]));
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

function together(turns: readonly Turn[]): Omit<Measured, 'ratio' | 'served' | 'peakRssBytes'> {
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
async function put(subject: Subject, seconds: number, sink: Bench['sink']): Promise<Turn> {
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

function describe({ cpuMicros, requestsPerSecond, ratio }: Measured, unit: Unit): string {
	const figures = `${cpuMicros.toFixed(1)} µs a ${unit}, ${Math.round(requestsPerSecond)} ${unit}s a second`;
	return `${figures}, ${ratio.toFixed(2)} of its baseline`;
}
