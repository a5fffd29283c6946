import type { Measurement, Options } from './options';
import { pairsOf, turnsOf } from './rounds';
import { ROUTES, VARIANTS, type VariantName } from './variants';

/** Seconds on two cores, besides the load: to build a variant, to start it, and to let it send what it has to tell. */
const BUILD_S = { api: 3, page: 0, static: 0, check: 7 } as const;
const START_S = { api: 0.5, page: 0.5, static: 0.5, check: 2 } as const;
const REST_S = 1;
/** Of one variant: what starting a program takes, and what a round of spans takes. */
const ROUND_S = { start: 0.25, span: 0.12 } as const;
const PROGRAMS = 5;
const WARM_UP_ROUNDS = 9;
/** Of the seconds that a warm-up may take: most have done enough before. */
const USUAL_WARM_UP = 0.7;

/** What is about to be measured, and about how long that takes. */
export function describePlan(options: Options): string {
	const seconds = options.measurements.reduce((sum, one) => sum + secondsOf(one, options), 0);
	return `this takes about ${duration(seconds)}: ${options.measurements.map((one) => describe(one, options)).join('; ')}`;
}

function describe(measurement: Measurement, { settings, shortRounds, ...options }: Options): string {
	if (measurement === 'start' || measurement === 'span') return `${measurement}, ${shortRounds} rounds`;
	const { rounds, seconds } = settings;
	return `${measurement}, ${variantsOn(measurement, options).length} variants, ${rounds} rounds of ${seconds} s`;
}

function secondsOf(measurement: Measurement, { settings, shortRounds, ...options }: Options): number {
	if (measurement === 'start') return (shortRounds + 1) * PROGRAMS * ROUND_S.start;
	if (measurement === 'span') return (shortRounds + WARM_UP_ROUNDS) * 2 * ROUND_S.span;
	const { rounds, seconds, warmUpSeconds } = settings;
	const variants = variantsOn(measurement, options);
	const turns = turnsOf(settings, ROUTES[measurement].unit);
	const process = START_S[measurement] + warmUpSeconds * USUAL_WARM_UP + seconds + (turns + 2) * REST_S;
	return variants.length * BUILD_S[measurement] + rounds * pairsOf(variants).flat().length * process;
}

function variantsOn(measurement: Measurement, { variants }: Pick<Options, 'variants'>): VariantName[] {
	return variants.filter((name) => measurement !== 'check' || VARIANTS[name].runtime === 'bun');
}

function duration(seconds: number): string {
	return seconds < 90 ? `${Math.ceil(seconds / 10) * 10} seconds` : `${Math.ceil(seconds / 60)} minutes`;
}
