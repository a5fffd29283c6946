import { expect, test } from 'bun:test';
import { backoffMs } from './backoff';
import { retryAfterMs } from './retryAfter';

const NOW = Date.parse('Sat, 21 Nov 2026 12:00:00 GMT');

const CASES: [string | null, number | undefined][] = [
	['0', 0],
	['7', 7_000],
	[' 7 ', 7_000],
	['60', 60_000],
	['3600', 60_000],
	['99999999999999999999', 60_000],
	['Sat, 21 Nov 2026 12:00:05 GMT', 5_000],
	['Saturday, 21-Nov-26 12:00:05 GMT', 5_000],
	['Sat, 21 Nov 2026 13:00:00 GMT', 60_000],
	['Sat, 21 Nov 2026 11:00:00 GMT', 0],
	[null, undefined],
	['', undefined],
	['soon', undefined],
];
for (const [header, expected] of CASES) {
	test(`Retry-After ${JSON.stringify(header)} is ${String(expected)} ms`, () => {
		expect(retryAfterMs(header, NOW)).toBe(expected);
	});
}

test('backs off from half a second to five, half of it by chance', () => {
	expect([1, 2, 3, 4, 5, 50].map((failures) => backoffMs(failures, () => 0))).toEqual([
		250, 500, 1_000, 2_000, 2_500, 2_500,
	]);
	expect([1, 2, 3, 4, 5, 50].map((failures) => backoffMs(failures, () => 1))).toEqual([
		500, 1_000, 2_000, 4_000, 5_000, 5_000,
	]);
});
