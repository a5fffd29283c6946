import { expect, test } from 'bun:test';
import { quantile, spread } from './statistics';

test('a spread knows its ends and its middle', () => {
	expect(spread([3, 1, 2])).toEqual({ min: 1, median: 2, max: 3 });
	expect(spread([10, 1, 2, 4])).toEqual({ min: 1, median: 3, max: 10 });
	expect(spread([7])).toEqual({ min: 7, median: 7, max: 7 });
	expect(() => spread([])).toThrow('nothing');
});

test('a quantile is a value that was there', () => {
	const hundred = Array.from({ length: 100 }, (_, i) => i + 1);
	expect(quantile(hundred, 0.5)).toBe(50);
	expect(quantile(hundred, 0.99)).toBe(99);
	expect(quantile([5], 0.5)).toBe(5);
});
