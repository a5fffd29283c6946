import { count, UsageError, valuesOf } from '../flags';
import { ROUTES, VARIANTS, type RouteName, type VariantName } from './variants';

/** What is measured: a route by the request, and what is not of requests. */
export type Measurement = RouteName | 'start' | 'span';

export interface Options {
	/** In the order in which they are measured. */
	readonly measurements: readonly Measurement[];
	/** In the order of the table; every baseline of those that were asked for is among them. */
	readonly variants: readonly VariantName[];
	/** Of routes. */
	readonly settings: Settings;
	/** Of starts and of spans, which take little time. */
	readonly shortRounds: number;
	readonly save: boolean;
	readonly json: boolean;
}

/** How a route is measured. */
export interface Settings {
	readonly rounds: number;
	/** Of load on one variant in one round. */
	readonly seconds: number;
	/** Of load on each process before it is measured, at most. */
	readonly warmUpSeconds: number;
	readonly connections: number;
}

export const USAGE = `bun run bench:overhead [options]: what telemetry costs, as a ratio to the same without it

What is measured (without any of these, --route api):
  --route ${Object.keys(ROUTES).join('|')}
                           CPU time, latency, memory, and what is sent: an endpoint with one
                           SQL statement, a page with a load function, a static file, a run of
                           a check in Glasshouse itself
  --start                  time and memory that a preload adds to the start of a program
  --span                   time of one span with five attributes: start, end, encode
  --all                    all of these, one after another: two hours

How:
  --variants a,b           only these, and what they are compared with; of
                           ${wrapped(Object.keys(VARIANTS))}
  --rounds n               how often each variant is measured (5; starts and spans 15)
  --seconds n              of load on a variant in a round (3)
  --warm-up n              seconds of load on a process before it is measured, or fewer where it has
                           done enough (20)
  --connections n          that ask at a time (10)
  --quick                  all of this short, 2 rounds of 1 second: to try, not to tell
  --save                   keeps the results in bench/results, of which \`bun run performance\`
                           makes docs/performance.md
  --json                   the results as JSON

DATABASE_URL names a PostgreSQL to use; without it an embedded one is started. The exit code is 1
where the collector has not received every span.
`;

/** Names in lines as long as the others. */
function wrapped(names: string[]): string {
	const middle = Math.ceil(names.length / 2);
	return [names.slice(0, middle), names.slice(middle)]
		.map((half) => half.join(', '))
		.join(`,\n${' '.repeat(27)}`);
}

const FLAGS = {
	route: { type: 'string' },
	start: { type: 'boolean', default: false },
	span: { type: 'boolean', default: false },
	all: { type: 'boolean', default: false },
	variants: { type: 'string' },
	rounds: { type: 'string' },
	seconds: { type: 'string' },
	'warm-up': { type: 'string' },
	connections: { type: 'string', default: '10' },
	quick: { type: 'boolean', default: false },
	save: { type: 'boolean', default: false },
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
	const rounds = (fallback: number) => count('rounds', flags.rounds ?? String(fallback), 1000);
	return {
		measurements: measurementsOf(flags),
		variants: variantsOf(flags.variants),
		settings: {
			rounds: rounds(flags.quick ? 2 : 5),
			seconds: count('seconds', flags.seconds ?? (flags.quick ? '1' : '3'), 600),
			warmUpSeconds: count('warm-up', flags['warm-up'] ?? (flags.quick ? '1' : '20'), 600),
			connections: count('connections', flags.connections, 1000),
		},
		shortRounds: rounds(flags.quick ? 3 : 15),
		save: flags.save,
		json: flags.json,
	};
}

function measurementsOf(flags: {
	route?: string;
	start: boolean;
	span: boolean;
	all: boolean;
}): Measurement[] {
	const route = flags.route === undefined ? undefined : oneOf('route', flags.route, ROUTES);
	const routes = Object.keys(ROUTES).map((name) => oneOf('route', name, ROUTES));
	if (flags.all) return [...routes, 'start', 'span'];
	const isNothingSaid = route === undefined && !flags.start && !flags.span;
	return [
		...routes.filter((name) => name === (isNothingSaid ? 'api' : route)),
		...(flags.start ? (['start'] as const) : []),
		...(flags.span ? (['span'] as const) : []),
	];
}

function variantsOf(list: string | undefined): VariantName[] {
	const all = Object.keys(VARIANTS).map((name) => oneOf('variants', name, VARIANTS));
	if (list === undefined) return all;
	const named = list.split(',').map((name) => oneOf('variants', name.trim(), VARIANTS));
	const wanted = new Set(named.flatMap((name) => [name, VARIANTS[name].baseline]));
	return all.filter((name) => wanted.has(name));
}

function oneOf<T extends string>(flag: string, value: string, table: Record<T, unknown>): T {
	const isKnown = (name: string): name is T => Object.hasOwn(table, name);
	if (isKnown(value)) return value;
	throw new UsageError(`--${flag} ${value}: expected ${Object.keys(table).join(', ')}`);
}
