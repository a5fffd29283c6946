import { count, valuesOf } from '../flags';

export interface Options {
	/** Starts and ends of spans, and log lines, a second. */
	readonly events: number;
	/** Of each stretch: without watchers, with them, and without again. */
	readonly seconds: number;
	/** That the target takes for its answer. */
	readonly targetMs: number;
	readonly json: boolean;
}

export const USAGE = `bun run bench:live [options]: what it costs a run that it, and all else, is watched

  --events n       that happen a second, whether they are watched or not (5000)
  --seconds n      of each of three stretches: nobody watches, two do of whom one never reads, nobody does (30)
  --target-ms n    that the target of the run takes to answer (300)
  --json           the result as JSON

DATABASE_URL names a PostgreSQL to use, best an empty one; without it an embedded one is started.
`;

const FLAGS = {
	events: { type: 'string', default: '5000' },
	seconds: { type: 'string', default: '30' },
	'target-ms': { type: 'string', default: '300' },
	json: { type: 'boolean', default: false },
	help: { type: 'boolean', default: false },
} as const;

/**
 * @returns `help` where that is asked for
 * @throws UsageError naming the flag, its value and what was expected
 */
export function parseOptions(args: string[]): Options | 'help' {
	const flags = valuesOf(args, FLAGS);
	if (flags.help) return 'help';
	return {
		events: count('events', flags.events, 1_000_000),
		seconds: count('seconds', flags.seconds, 3600),
		targetMs: count('target-ms', flags['target-ms'], 20_000, 0),
		json: flags.json,
	};
}
