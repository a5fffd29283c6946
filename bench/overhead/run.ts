import { Builds } from './build';
import { GlasshouseBuilds } from './check/build';
import { openDatabase } from './database';
import { workFolder } from './folder';
import { findLoader } from './load';
import { nodeVersion } from './node';
import type { Measurement, Options } from './options';
import { describePlan } from './plan';
import type { Result } from './result';
import { measureRoute, type Workshop } from './route';
import { measureSpans } from './span/measure';
import { measureStarts } from './start/measure';
import { lookAround } from './surroundings';

type Progress = (line: string) => void;

/**
 * Measures what was asked for; whatever it starts has ended when this returns or throws.
 * @param keep takes each result as soon as it is there: what comes after it may fail
 */
export async function run(
	options: Options,
	progress: Progress,
	keep: (result: Result) => Promise<void>,
): Promise<Result[]> {
	progress(describePlan(options));
	await using workshop = await openWorkshop(options, progress);
	const results: Result[] = [];
	for (const measurement of options.measurements) {
		const result = await measure(measurement, workshop, options, progress);
		await keep(result);
		results.push(result);
	}
	return results;
}

function measure(
	measurement: Measurement,
	workshop: Workshop,
	options: Options,
	progress: Progress,
): Promise<Result> {
	if (measurement === 'start') return measureStarts(workshop, options, progress);
	if (measurement === 'span') return measureSpans(workshop, options, progress);
	return measureRoute(measurement, workshop, options, progress);
}

/** What several measurements need is made once. */
async function openWorkshop(
	{ measurements }: Options,
	progress: Progress,
): Promise<Workshop & AsyncDisposable> {
	const node = await nodeVersion();
	const folder = workFolder();
	const loader = findLoader();
	const asksARoute = measurements.some((one) => one !== 'start' && one !== 'span');
	if (asksARoute) progress('starting PostgreSQL');
	const database = asksARoute ? await openDatabase() : null;
	return {
		node,
		loader,
		database,
		builds: new Builds(folder),
		glasshouseBuilds: new GlasshouseBuilds(folder),
		surroundings: lookAround({ node, postgres: database?.version ?? null, load: loader.name }),
		[Symbol.asyncDispose]: async () => database?.stop(),
	};
}
