import { cpus, loadavg, release, totalmem } from 'node:os';
import { manifestOf } from './node';
import type { Surroundings } from './result';

export type { Surroundings };

const PACKAGES = [
	'@sveltejs/kit',
	'svelte-adapter-bun',
	'pg',
	'@opentelemetry/api',
	'@opentelemetry/sdk-node',
];

/** @param known what only others can tell; null where it is not there */
export function lookAround(known: {
	node: string | null;
	postgres: string | null;
	load: string;
}): Surroundings {
	const [cpu] = cpus();
	const gibibytes = Math.round(totalmem() / 1024 ** 3);
	return {
		date: new Date().toISOString().slice(0, 10),
		machine:
			`${cpus().length} × ${cpu?.model ?? 'unknown'}, ${gibibytes} GiB, ` +
			`${process.platform} ${process.arch} ${release()}`,
		loadBefore: Math.round((loadavg()[0] ?? 0) * 100) / 100,
		versions: {
			bun: Bun.version,
			...(known.node === null ? {} : { node: known.node }),
			...(known.postgres === null ? {} : { postgresql: known.postgres }),
			...Object.fromEntries(PACKAGES.map((name) => [name, manifestOf(name).version])),
		},
		load: known.load,
	};
}

/** For a terminal: what a report begins with. */
export function describeSurroundings({ date, machine, loadBefore, versions }: Surroundings): string[] {
	return [`${date}, ${machine}; load average before: ${loadBefore}`, describeVersions(versions)];
}

export function describeVersions(versions: Surroundings['versions']): string {
	return Object.entries(versions)
		.map(([name, version]) => `${name} ${version}`)
		.join(', ');
}
