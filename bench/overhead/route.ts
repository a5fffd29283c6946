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
import { measureRounds, type Measured } from './rounds';
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
	const wanted = names.filter((one) => skipped.every((other) => other.name !== one));
	const measured = await measureRounds(wanted, {
		settings,
		sink,
		unit: ROUTES[route].unit,
		start,
		progress,
	});
	const variants: VariantResult[] = [];
	for (const [name, processes] of measured) variants.push(await conclude(name, processes, sink, route));
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

/** Adds up what the processes of a variant have done, all of which have stopped, and so sent what they had. */
async function conclude(
	name: VariantName,
	processes: readonly Measured[],
	sink: Sink,
	route: RouteName,
): Promise<VariantResult> {
	const variant = VARIANTS[name];
	const of = (value: (measured: Measured) => number) => spread(processes.map(value));
	const served = processes.reduce((total, measured) => total + measured.served, 0);
	return {
		name,
		title: variant.title,
		baseline: variant.baseline,
		cpuMicros: of(({ cpuMicros }) => cpuMicros),
		ratio: of(({ ratio }) => ratio),
		requestsPerSecond: of(({ requestsPerSecond }) => requestsPerSecond).median,
		p50Ms: of(({ p50Ms }) => p50Ms).median,
		p99Ms: of(({ p99Ms }) => p99Ms).median,
		peakRssBytes: of(({ peakRssBytes }) => peakRssBytes).median,
		served,
		received: await sink.receivedFrom(name),
		missing: (await missing(name, served, sink, route)) ?? null,
	};
}

async function missing(
	name: VariantName,
	served: number,
	sink: Sink,
	route: RouteName,
): Promise<string | undefined> {
	const variant = VARIANTS[name];
	if (route === 'check') return whichRunsAreMissing(variant, served, await sink.runsOf(name));
	return whatIsMissing(variant, route, served, await sink.receivedFrom(name));
}
