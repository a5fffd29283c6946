import { Target } from '../checks/target';
import type { Builds } from './build';
import type { GlasshouseBuilds } from './check/build';
import { startRunSubject } from './check/subject';
import { whatIsMissing, whichRunsAreMissing } from './completeness';
import type { Database } from './database';
import type { Loader } from './load';
import { whyNot } from './node';
import type { Options } from './options';
import type { RouteResult, Surroundings, VariantResult } from './result';
import { measureRounds, ratios, type Measured, type Round } from './rounds';
import type { Account } from './server';
import { Sink } from './sink';
import { spread } from './statistics';
import { startPathSubject, type Subject } from './subject';
import { ROUTES, VARIANTS, type RouteName, type VariantName } from './variants';

/** What all measurements use. */
export interface Workshop {
	/** The version of Node.js; null where there is none. */
	readonly node: string | null;
	readonly loader: Loader;
	/** Null where no route is asked. */
	readonly database: Database | null;
	readonly builds: Builds;
	readonly glasshouseBuilds: GlasshouseBuilds;
	readonly surroundings: Surroundings;
}

/** Measures one route in all variants that run here; whatever it starts has ended when this returns or throws. */
export async function measureRoute(
	route: RouteName,
	workshop: Workshop,
	{ variants: names, settings }: Options,
	progress: (line: string) => void,
): Promise<RouteResult> {
	await using started = new AsyncDisposableStack();
	const skipped = names.flatMap((name) => {
		const why = whyNot(name, route, workshop.node);
		return why === undefined ? [] : { name, title: VARIANTS[name].title, why };
	});
	const sink = started.adopt(await Sink.start(route === 'check' ? 'traces' : 'counts'), (it) => it.stop());
	const start = await starter(route, sink, workshop, settings.connections, started);
	const subjects: Subject[] = [];
	for (const name of names.filter((one) => skipped.every((other) => other.name !== one))) {
		progress(`building and starting: ${VARIANTS[name].title}`);
		subjects.push(started.adopt(await start(name), (subject) => subject.stop()));
	}
	const rounds = await measureRounds(subjects, { settings, sink, unit: ROUTES[route].unit, progress });
	const variants: VariantResult[] = [];
	for (const subject of subjects) variants.push(await conclude(subject, rounds, sink, route));
	return { measurement: route, surroundings: workshop.surroundings, settings, variants, skipped };
}

/** How variants are started for a route; what they need besides goes with `started`. */
async function starter(
	route: RouteName,
	sink: Sink,
	{ builds, glasshouseBuilds, database, loader }: Workshop,
	connections: number,
	started: AsyncDisposableStack,
): Promise<(name: VariantName) => Promise<Subject>> {
	if (database === null) throw new Error('A route is measured with a database');
	const ground = { sink, database, connections };
	if (route !== 'check')
		return (name) => startPathSubject(name, route, { ...ground, builds, load: loader.load });
	const target = started.adopt(await Target.start(), (it) => it.stop());
	return (name) =>
		startRunSubject(name, { ...ground, builds: glasshouseBuilds, targetUrl: `${target.url}/` });
}

/** Stops a server, so that it sends what it still has, and adds up. */
async function conclude(
	subject: Subject,
	rounds: readonly Round[],
	sink: Sink,
	route: RouteName,
): Promise<VariantResult> {
	const { name, variant } = subject;
	const account = await subject.account();
	await subject.stop();
	const own = rounds.flatMap((round) => round.get(name) ?? []);
	const median = (value: (measured: Measured) => number) => spread(own.map(value)).median;
	return {
		name,
		title: variant.title,
		baseline: variant.baseline,
		cpuMicros: spread(own.map(({ cpuMicros }) => cpuMicros)),
		ratio: spread(ratios(rounds, subject)),
		requestsPerSecond: median(({ requestsPerSecond }) => requestsPerSecond),
		p50Ms: median(({ p50Ms }) => p50Ms),
		p99Ms: median(({ p99Ms }) => p99Ms),
		peakRssBytes: account.peakRssBytes,
		served: account.served,
		received: await sink.receivedFrom(name),
		missing: (await missing(subject, account, sink, route)) ?? null,
	};
}

async function missing(
	{ name, variant }: Subject,
	{ served }: Account,
	sink: Sink,
	route: RouteName,
): Promise<string | undefined> {
	if (route === 'check') return whichRunsAreMissing(variant, served, await sink.runsOf(name));
	return whatIsMissing(variant, route, served, await sink.receivedFrom(name));
}
