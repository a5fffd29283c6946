import { cpus, loadavg, release, totalmem } from 'node:os';
import { manifestOf } from './node';

/** Where and with what was measured: without it a number means little. */
export interface Surroundings {
	readonly date: string;
	readonly machine: string;
	/** Average number of runnable tasks over the minute before: who else was at work. */
	readonly loadBefore: number;
	readonly versions: Readonly<Record<string, string>>;
	/** What asked. */
	readonly load: string;
}

const PACKAGES = [
	'@sveltejs/kit',
	'svelte-adapter-bun',
	'pg',
	'@opentelemetry/api',
	'@opentelemetry/sdk-node',
];

export function lookAround(known: { node: string | null; postgres: string; load: string }): Surroundings {
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
			postgresql: known.postgres,
			...Object.fromEntries(PACKAGES.map((name) => [name, manifestOf(name).version])),
		},
		load: known.load,
	};
}
