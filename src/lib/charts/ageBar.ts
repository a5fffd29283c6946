/** The scale of an age: logarithmic, from 1 ms to 10 min. */
const LEAST_MS = 1;
const MOST_MS = 600_000;
const DECADES = Math.log10(MOST_MS / LEAST_MS);

/** Where an age stands on the bar: a share of its width, from 0 to 1, however long it is. */
export function ageShare(ms: number): number {
	const clamped = Math.min(MOST_MS, Math.max(LEAST_MS, ms));
	return Math.log10(clamped / LEAST_MS) / DECADES;
}

/** The lines of the scale; those without a label only help the eye. */
export const AGE_TICKS: readonly { share: number; label: string }[] = [
	{ ms: 1, label: '1 ms' },
	{ ms: 10, label: '10' },
	{ ms: 100, label: '100' },
	{ ms: 1_000, label: '1 s' },
	{ ms: 10_000, label: '10 s' },
	{ ms: 60_000, label: '1 min' },
	{ ms: MOST_MS, label: '' },
].map(({ ms, label }) => ({ share: ageShare(ms), label }));
