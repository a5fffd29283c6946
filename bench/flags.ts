import { parseArgs, type ParseArgsConfig } from 'node:util';

/** What was asked for cannot be done; the message is all that a person needs. */
export class UsageError extends Error {}

/** @throws UsageError naming a flag that there is not, or that lacks its value */
export function valuesOf<const T extends NonNullable<ParseArgsConfig['options']>>(
	args: string[],
	options: T,
) {
	try {
		return parseArgs({ args, options }).values;
	} catch (error) {
		throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
	}
}

/** @throws UsageError naming the flag, its value and what was expected */
export function count(flag: string, value: string, most: number, least = 1): number {
	const number = Number(value);
	if (/^\d+$/.test(value) && number >= least && number <= most) return number;
	throw new UsageError(`--${flag} ${value}: expected a whole number from ${least} to ${most}`);
}
