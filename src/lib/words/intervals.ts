import { period } from './duration';

const SENSIBLE_SECONDS = [10, 30, 60, 300, 900, 3600, 21_600, 86_400];

/**
 * The intervals that the form offers, the one that a check has already among them.
 * @param current seconds as the form keeps them; empty for none
 */
export function intervalChoices(current: string): { value: string; name: string }[] {
	const known = Number(current);
	const custom = Number.isInteger(known) && known > 0 && !SENSIBLE_SECONDS.includes(known) ? [known] : [];
	const seconds = [...SENSIBLE_SECONDS, ...custom].toSorted((a, b) => a - b);
	return [
		...seconds.map((value) => ({ value: String(value), name: period(value) })),
		{ value: '', name: 'Only when asked' },
	];
}
