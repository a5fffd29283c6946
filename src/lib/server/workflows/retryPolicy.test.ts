import { describe, expect, test } from 'bun:test';
import { backOffMs, triesAgain } from './retryPolicy';

describe('backOffMs', () => {
	test('doubles from one second and stops at thirty', () => {
		expect([1, 2, 3, 4, 5, 6, 7].map(backOffMs)).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
	});
});

describe('triesAgain', () => {
	test('a failed attempt is made again as often as the check says', () => {
		expect(triesAgain(['failed'], 0)).toBe(false);
		expect(triesAgain(['failed'], 1)).toBe(true);
		expect(triesAgain(['failed', 'failed'], 1)).toBe(false);
		expect(triesAgain(['failed', 'failed'], 2)).toBe(true);
	});

	test('an inconclusive attempt is made once more, retries or not', () => {
		expect(triesAgain(['inconclusive'], 0)).toBe(true);
		expect(triesAgain(['inconclusive', 'inconclusive'], 5)).toBe(false);
	});

	test('the attempt that this process spoilt does not use up a retry', () => {
		expect(triesAgain(['inconclusive', 'failed'], 1)).toBe(true);
		expect(triesAgain(['failed', 'inconclusive', 'failed'], 1)).toBe(false);
	});

	test('a passed attempt is the last', () => {
		expect(triesAgain(['passed'], 5)).toBe(false);
		expect(triesAgain(['failed', 'passed'], 5)).toBe(false);
	});
});
