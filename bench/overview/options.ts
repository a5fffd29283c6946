import { count, UsageError, valuesOf } from '../flags';

export interface Options {
	readonly checks: number;
	readonly runs: number;
	/** Over which the runs are spread, until now. */
	readonly hours: number;
	readonly paths: readonly string[];
	/** Of each path, by each number of askers. */
	readonly requests: number;
	/** How many ask at a time, one after the other. */
	readonly askers: readonly number[];
	readonly json: boolean;
}

export const USAGE = `bun run bench:overview [options]: how long the server takes for the overview, traced, with many runs

  --checks n       that there are (1000)
  --runs n         that were recorded (1000000)
  --hours n        over which the runs are spread, until now (168)
  --paths a,b      what is asked for (/,/__data.json): the page, and what a browser asks that is there already
  --requests n     of each path (200)
  --askers a,b     at a time (1,4)
  --json           the result as JSON

DATABASE_URL names a PostgreSQL in which a database is made for this, and dropped; without it an embedded one is
started, set up as Glasshouse itself does.
`;

const FLAGS = {
	checks: { type: 'string', default: '1000' },
	runs: { type: 'string', default: '1000000' },
	hours: { type: 'string', default: '168' },
	paths: { type: 'string', default: '/,/__data.json' },
	requests: { type: 'string', default: '200' },
	askers: { type: 'string', default: '1,4' },
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
		checks: count('checks', flags.checks, 100_000),
		runs: count('runs', flags.runs, 100_000_000),
		hours: count('hours', flags.hours, 24 * 365),
		paths: flags.paths.split(',').map(path),
		requests: count('requests', flags.requests, 100_000),
		askers: flags.askers.split(',').map((askers) => count('askers', askers, 100)),
		json: flags.json,
	};
}

function path(text: string): string {
	if (text.startsWith('/')) return text;
	throw new UsageError(`--paths ${text}: expected paths that begin with /`);
}
