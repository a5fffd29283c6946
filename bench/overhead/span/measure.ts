import { z } from 'zod';
import { ROOT } from '../../../tests/support/folders';
import { Child } from '../child';
import type { Options } from '../options';
import type { SpanResult } from '../result';
import type { Workshop } from '../route';
import { rotated } from '../rounds';
import { spread } from '../statistics';

const TITLES = {
	official: 'Official SDK and its OTLP serializer',
	glasshouse: 'Glasshouse',
} as const;
/** They bring the compiler so far that later rounds all take the same. */
const WARM_UP_ROUNDS = 8;

/** What one span took in a round, and what it became. */
const ROUND = z.object({ spans: z.int(), micros: z.number(), cpuMicros: z.number(), bytes: z.number() });
type Round = z.infer<typeof ROUND>;

interface Maker {
	readonly name: keyof typeof TITLES;
	readonly child: Child;
	readonly rounds: Round[];
}

/** Asks two processes in turn, one with the official tracer and one with ours, for rounds of spans. */
export async function measureSpans(
	{ surroundings }: Pick<Workshop, 'surroundings'>,
	{ shortRounds: rounds }: Pick<Options, 'shortRounds'>,
	progress: (line: string) => void,
): Promise<SpanResult> {
	await using started = new AsyncDisposableStack();
	const start = async (name: Maker['name']): Promise<Maker> => {
		const command = ['bun', 'bench/overhead/span/program.ts', name];
		const child = started.adopt(new Child(command, { cwd: ROOT }), (it) => it.kill());
		await child.answer();
		return { name, child, rounds: [] };
	};
	const [official, ours] = [await start('official'), await start('glasshouse')];
	progress('warming up what makes spans');
	for (let i = 0; i < WARM_UP_ROUNDS; i += 1) for (const { child } of [official, ours]) await child.ask();
	for (let i = 0; i < rounds; i += 1) {
		for (const maker of rotated([official, ours], i)) maker.rounds.push(await roundOf(maker));
		progress(`round ${i + 1} of ${rounds}: ${[official, ours].map(describe).join(', ')}`);
	}
	const ratio = spread(ours.rounds.map(({ micros }, i) => micros / (official.rounds[i]?.micros ?? NaN)));
	const variants = [official, ours].map(variantOf);
	const spansPerRound = ours.rounds[0]?.spans ?? 0;
	return { measurement: 'span', surroundings, rounds, spansPerRound, variants, ratio };
}

async function roundOf({ child }: Maker): Promise<Round> {
	return ROUND.parse(await child.ask());
}

function variantOf({ name, rounds }: Maker): SpanResult['variants'][number] {
	return {
		name,
		title: TITLES[name],
		micros: spread(rounds.map(({ micros }) => micros)),
		cpuMicros: spread(rounds.map(({ cpuMicros }) => cpuMicros)),
		bytesPerSpan: spread(rounds.map(({ bytes }) => bytes)).median,
	};
}

function describe({ name, rounds }: Maker): string {
	return `${name} ${(rounds.at(-1)?.micros ?? NaN).toFixed(2)} µs`;
}
