import { z } from 'zod';

export type Spread = z.infer<typeof SPREAD>;
export const SPREAD = z.object({ min: z.number(), median: z.number(), max: z.number() }).readonly();

/** @param values at least one */
export function spread(values: readonly number[]): Spread {
	if (values.length === 0) throw new Error('There is no spread of nothing');
	const sorted = [...values].sort((a, b) => a - b);
	const at = (index: number) => sorted[index] ?? NaN;
	const middle = (sorted.length - 1) / 2;
	return {
		min: at(0),
		median: (at(Math.floor(middle)) + at(Math.ceil(middle))) / 2,
		max: at(sorted.length - 1),
	};
}

/** The smallest value that so large a share of all values does not exceed. @param sorted ascending, at least one */
export function quantile(sorted: ArrayLike<number>, share: number): number {
	return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? NaN;
}
