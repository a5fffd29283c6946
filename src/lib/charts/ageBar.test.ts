import { expect, test } from 'bun:test';
import { AGE_TICKS, ageShare } from './ageBar';

test('an age stands on a logarithmic scale from 1 ms to 10 min, and never beside it', () => {
	expect(ageShare(1)).toBe(0);
	expect(ageShare(600_000)).toBe(1);
	expect(ageShare(-5)).toBe(0);
	expect(ageShare(0)).toBe(0);
	expect(ageShare(1e12)).toBe(1);
	expect(ageShare(100) - ageShare(10)).toBeCloseTo(ageShare(10) - ageShare(1));
});

test('the lines of the scale rise', () => {
	const shares = AGE_TICKS.map(({ share }) => share);
	expect(shares).toEqual(shares.toSorted((a, b) => a - b));
	expect([shares[0], shares.at(-1)]).toEqual([0, 1]);
});
