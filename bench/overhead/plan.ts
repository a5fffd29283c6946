import type { Measurement, Options } from './options';
import { leadInSeconds, turnsOf } from './rounds';
import { ROUTES, VARIANTS } from './variants';

/** Seconds on two cores, besides the load: to build and start a variant, and to let it send what it has to tell. */
const START_S = { api: 4, page: 1, static: 1, check: 9 } as const;
const REST_S = 1;
/** Of one variant: what starting a program takes, and what a round of spans takes. */
const ROUND_S = { start: 0.25, span: 0.12 } as const;
const PROGRAMS = 5;
const WARM_UP_ROUNDS = 9;
const USUAL_WARM_UPS = 2.5;

/** What is about to be measured, and about how long that takes. */
export function describePlan(options: Options): string {
	const seconds = options.measurements.reduce((sum, one) => sum + secondsOf(one, options), 0);
	return `this takes about ${duration(seconds)}: ${options.measurements.map((one) => describe(one, options)).join('; ')}`;
}

function describe(measurement: Measurement, { settings, shortRounds, ...options }: Options): string {
	if (measurement === 'start' || measurement === 'span') return `${measurement}, ${shortRounds} rounds`;
	const { rounds, seconds } = settings;
	return `${measurement}, ${variantsOn(measurement, options)} variants, ${rounds} rounds of ${seconds} s`;
}

function secondsOf(measurement: Measurement, { settings, shortRounds, ...options }: Options): number {
	if (measurement === 'start') return (shortRounds + 1) * PROGRAMS * ROUND_S.start;
	if (measurement === 'span') return (shortRounds + WARM_UP_ROUNDS) * 2 * ROUND_S.span;
	const { rounds, seconds, warmUpSeconds } = settings;
	const variants = variantsOn(measurement, options);
	const warmUps = USUAL_WARM_UPS * (warmUpSeconds + REST_S);
	const turns = turnsOf(settings, ROUTES[measurement].unit);
	const compared = leadInSeconds(variants, settings) + 1 + 2 * seconds + (turns + 1) * REST_S;
	return variants * (START_S[measurement] + warmUps) + Math.max(1, variants - 1) * rounds * compared;
}

function variantsOn(measurement: Measurement, { variants }: Pick<Options, 'variants'>): number {
	return variants.filter((name) => measurement !== 'check' || VARIANTS[name].runtime === 'bun').length;
}

function duration(seconds: number): string {
	return seconds < 90 ? `${Math.ceil(seconds / 10) * 10} seconds` : `${Math.ceil(seconds / 60)} minutes`;
}
