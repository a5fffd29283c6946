import { parseArgs } from 'node:util';
import { ROUTES, VARIANTS, type RouteName, type VariantName } from './variants';

export interface Options {
	readonly route: RouteName;
	/** In the order of the table; every baseline of those that were asked for is among them. */
	readonly variants: readonly VariantName[];
	readonly rounds: number;
	/** Of load on one variant in one round. */
	readonly seconds: number;
	readonly warmUpSeconds: number;
	readonly connections: number;
	readonly json: boolean;
}

/** What was asked for cannot be done; the message is all that a person needs. */
export class UsageError extends Error {}

export const USAGE = `bun run bench:overhead [options]: what telemetry costs a request, as a ratio to the same app untraced

  --route ${Object.keys(ROUTES).join('|')}   what is asked for (api)
  --variants a,b           only these, and what they are compared with; of
                           ${Object.keys(VARIANTS).join(', ')}
  --rounds n               how often each variant is measured (5)
  --seconds n              of load on a variant in a round (5)
  --connections n          that ask at a time (10)
  --quick                  2 rounds of 1 second: to try, not to tell
  --json                   the result as JSON

DATABASE_URL names a PostgreSQL to use; without it an embedded one is started.
`;

const FLAGS = {
	route: { type: 'string', default: 'api' },
	variants: { type: 'string' },
	rounds: { type: 'string' },
	seconds: { type: 'string' },
	connections: { type: 'string', default: '10' },
	quick: { type: 'boolean', default: false },
	json: { type: 'boolean', default: false },
	help: { type: 'boolean', default: false },
} as const;

/**
 * @returns `help` where that is asked for
 * @throws UsageError naming the flag, its value and what was expected
 */
export function parseOptions(args: string[]): Options | 'help' {
	const flags = valuesOf(args);
	if (flags.help) return 'help';
	return {
		route: oneOf('route', flags.route, ROUTES),
		variants: variantsOf(flags.variants),
		rounds: count('rounds', flags.rounds ?? (flags.quick ? '2' : '5'), 1000),
		seconds: count('seconds', flags.seconds ?? (flags.quick ? '1' : '5'), 600),
		warmUpSeconds: flags.quick ? 1 : 5,
		connections: count('connections', flags.connections, 1000),
		json: flags.json,
	};
}

function valuesOf(args: string[]) {
	try {
		return parseArgs({ args, options: FLAGS }).values;
	} catch (error) {
		throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
	}
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

function count(flag: string, value: string, most: number): number {
	const number = Number(value);
	if (/^\d+$/.test(value) && number >= 1 && number <= most) return number;
	throw new UsageError(`--${flag} ${value}: expected a whole number from 1 to ${most}`);
}
