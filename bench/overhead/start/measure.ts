import { z } from 'zod';
import { ROOT } from '../../../tests/support/folders';
import { Child } from '../child';
import type { Options } from '../options';
import type { StartResult } from '../result';
import { rotated } from '../rounds';
import type { Workshop } from '../route';
import { runtimeOf } from '../server';
import { spread, type Spread } from '../statistics';
import { VARIANTS, type VariantName } from '../variants';

const TOLD = z.object({ cpuMicros: z.number(), rssBytes: z.number() });
/** Variants that differ in what they load; sampling, for one, changes nothing at the start. */
const STARTED: readonly VariantName[] = [
	'untraced',
	'stock',
	'official',
	'glasshouse',
	'glasshouse-disabled',
];
const TITLES: Partial<Record<VariantName, string>> = { untraced: 'Bun, no preload' };

/** One start of the program. */
interface Start {
	readonly wallMs: number;
	readonly cpuMs: number;
	readonly rssBytes: number;
}

/** Starts the same small program with every preload and without one, in every round each time another one first. */
export async function measureStarts(
	{ surroundings }: Pick<Workshop, 'surroundings'>,
	{ variants, shortRounds: rounds }: Pick<Options, 'variants' | 'shortRounds'>,
	progress: (line: string) => void,
): Promise<StartResult> {
	const names = STARTED.filter((name) => name === 'untraced' || variants.includes(name));
	progress(`starting a program ${rounds} times each: ${names.join(', ')}`);
	// Once for nothing: then everything that is read is in the page cache.
	for (const name of names) await start(name);
	const starts = new Map<VariantName, Start[]>(names.map((name) => [name, []]));
	for (let round = 0; round < rounds; round += 1)
		for (const name of rotated(names, round)) starts.get(name)?.push(await start(name));
	const base = starts.get('untraced') ?? [];
	const told = [...starts].map(([name, own]) => variantOf(name, own, base));
	return { measurement: 'start', surroundings, rounds, variants: told };
}

function variantOf(
	name: VariantName,
	own: readonly Start[],
	base: readonly Start[],
): StartResult['variants'][number] {
	const added = (value: (start: Start) => number): Spread =>
		spread(own.map((start, round) => value(start) - value(base[round] ?? start)));
	return {
		name,
		title: TITLES[name] ?? VARIANTS[name].title,
		wallMs: spread(own.map(({ wallMs }) => wallMs)),
		addedMs: added(({ wallMs }) => wallMs),
		addedCpuMs: added(({ cpuMs }) => cpuMs),
		addedRssBytes: added(({ rssBytes }) => rssBytes),
	};
}

/** From before the process is made until it says that its program runs; nothing listens where it would send to. */
async function start(name: VariantName): Promise<Start> {
	const { env } = VARIANTS[name];
	const command = [...runtimeOf(VARIANTS[name]), 'bench/overhead/start/program.js'];
	const startMs = performance.now();
	const child = new Child(command, {
		cwd: ROOT,
		env: { NODE_ENV: 'production', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9', ...env },
	});
	const { cpuMicros, rssBytes } = TOLD.parse(await child.answer());
	const wallMs = performance.now() - startMs;
	await child.kill();
	return { wallMs, cpuMs: cpuMicros / 1000, rssBytes };
}
