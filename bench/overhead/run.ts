import { Builds } from './build';
import { openDatabase } from './database';
import { workFolder } from './folder';
import { findLoader } from './load';
import { nodeVersion, whyNot } from './node';
import type { Options } from './options';
import { resultOf, type Result, type VariantResult } from './result';
import { measureRounds, type Round } from './rounds';
import { Sink } from './sink';
import { startSubject, type Ground, type Subject } from './subject';
import { lookAround } from './surroundings';

/** Measures what was asked for; whatever it starts has ended when this returns or throws. */
export async function run(options: Options, progress: (line: string) => void): Promise<Result> {
	await using started = new AsyncDisposableStack();
	const node = await nodeVersion();
	const skipped = options.variants.flatMap((name) => {
		const why = whyNot(name, node);
		return why === undefined ? [] : { name, why };
	});
	const builds = new Builds(workFolder());
	progress('starting PostgreSQL and the sink');
	const database = started.adopt(await openDatabase(), (it) => it.stop());
	const sink = started.adopt(await Sink.start(), (it) => it.stop());
	const loader = findLoader();
	const surroundings = lookAround({ node, postgres: database.version, load: loader.name });
	const ground = { builds, sink, databaseUrl: database.url, route: options.route };
	const subjects: Subject[] = [];
	for (const name of options.variants.filter((one) => skipped.every((other) => other.name !== one))) {
		progress(`building and starting: ${name}`);
		subjects.push(started.adopt(await startSubject(name, ground), ({ server }) => server.stop()));
	}
	const rounds = await measureRounds(subjects, { options, sink, load: loader.load, progress });
	const variants = await conclude(subjects, rounds, ground, options);
	return { surroundings, options, variants, skipped };
}

/** Stops each server, so that it sends what it still has, and adds up. */
async function conclude(
	subjects: readonly Subject[],
	rounds: readonly Round[],
	{ sink }: Ground,
	options: Options,
): Promise<VariantResult[]> {
	const results: VariantResult[] = [];
	for (const subject of subjects) {
		const account = await subject.server.account();
		await subject.server.stop();
		results.push(resultOf(subject, rounds, account, await sink.receivedFrom(subject.name), options));
	}
	return results;
}
