import { count, valuesOf } from '../flags';

export interface Options {
	/** Runs a second that are scheduled; `null` looks for the most that are sustained. */
	readonly rate: number | null;
	/** From one run of a check to its next. */
	readonly intervalSeconds: number;
	/** That a rate is measured for. */
	readonly seconds: number;
	/** After the last check was made, before anything is measured. */
	readonly warmUpSeconds: number;
	/** Of Glasshouse, on one database. */
	readonly processes: number;
	readonly json: boolean;
}

export const USAGE = `bun run bench:checks [options]: how many runs of checks a second are sustained, all of them traced

  --rate n         runs a second, with n × 10 checks; without it more and more, until they start late
  --seconds n      that a rate is measured for (30)
  --warm-up n      seconds before that (10)
  --processes n    of Glasshouse on one database (1)
  --json           the result as JSON

DATABASE_URL names a PostgreSQL to use, best an empty one; without it an embedded one is started, set up as
Glasshouse itself does: what is committed is on the disk.
`;

const FLAGS = {
	rate: { type: 'string' },
	seconds: { type: 'string', default: '30' },
	'warm-up': { type: 'string', default: '10' },
	processes: { type: 'string', default: '1' },
	json: { type: 'boolean', default: false },
	help: { type: 'boolean', default: false },
} as const;

/** The shortest that a check may have. */
const INTERVAL_S = 10;

/**
 * @returns `help` where that is asked for
 * @throws UsageError naming the flag, its value and what was expected
 */
export function parseOptions(args: string[]): Options | 'help' {
	const flags = valuesOf(args, FLAGS);
	if (flags.help) return 'help';
	return {
		rate: flags.rate === undefined ? null : count('rate', flags.rate, 10_000),
		intervalSeconds: INTERVAL_S,
		seconds: count('seconds', flags.seconds, 86_400),
		warmUpSeconds: count('warm-up', flags['warm-up'], 3600, 0),
		processes: count('processes', flags.processes, 16),
		json: flags.json,
	};
}
