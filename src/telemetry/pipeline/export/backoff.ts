const FIRST_MS = 500;
const MOST_MS = 5_000;

/**
 * How long to wait before the next attempt: doubling from half a second to five, of which the second half is left
 * to chance, so that not everybody who lost the same collector comes back to it at the same moment.
 * @param failures attempts that have failed in a row, at least 1
 */
export function backoffMs(failures: number, random: () => number = Math.random): number {
	const most = Math.min(FIRST_MS * 2 ** (failures - 1), MOST_MS);
	return most * (0.5 + random() / 2);
}
