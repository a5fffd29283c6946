import type { HrTime, TimeInput } from '@opentelemetry/api';
import { hrTime, millisToHrTime } from '@opentelemetry/core';
import { expect, test } from 'bun:test';
import { heard } from '../metrics/testing/meters';
import { hrTimeOf, isBefore, momentOf } from './moment';

const ANCHOR = performance.timeOrigin;
const timeOf = (given?: TimeInput) => hrTimeOf(ANCHOR, momentOf(given));
const millis = ([seconds, nanos]: HrTime) => seconds * 1e3 + nanos / 1e6;

test('a time of day is what it is', () => {
	expect(timeOf([1_700_000_000, 123_456_789])).toEqual([1_700_000_000, 123_456_789]);
	for (const ms of [1_700_000_000_123, 1_700_000_000_123.456, performance.timeOrigin + 1e9])
		expect(timeOf(ms)).toEqual(millisToHrTime(ms));
	const date = new Date(1_700_000_000_123);
	expect(timeOf(date)).toEqual(millisToHrTime(date.getTime()));
});

test('a number that `performance.now()` may have said is of its clock', () => {
	for (const ms of [0, 1.5, performance.now()]) {
		expect(momentOf(ms)).toBe(ms);
		expect(Math.abs(millis(timeOf(ms)) - millis(hrTime(ms)))).toBeLessThan(0.01);
	}
	const ahead = performance.now() + 60_000;
	expect(timeOf(ahead)).toEqual(millisToHrTime(ahead)); // sixty seconds behind 1970, as the SDK has it
});

test('what is as good as a whole second is one', () => {
	expect(timeOf(100_000_999.9999999)).toEqual([100_001, 0]);
});

test('without a time, or with what is none, it is now', async () => {
	const before = performance.now();
	const said = await heard(() => {
		for (const given of [undefined, NaN, Infinity, new Date(NaN), [NaN, 0], 'noon' as never]) {
			const moment = momentOf(given as TimeInput);
			expect(moment).toBeGreaterThanOrEqual(before);
			expect(moment).toBeLessThanOrEqual(performance.now());
		}
	});
	expect(said).toHaveLength(5);
});

test('which of two moments is earlier, in whatever form they are', () => {
	const now = performance.now();
	const today = timeOf(now);
	const cases: [TimeInput, TimeInput, boolean][] = [
		[now, now, false],
		[now, now + 1e-3, true],
		[now - 1e-3, now, true],
		[[today[0], 5], [today[0], 6], true],
		[[today[0], 6], [today[0], 5], false],
		[[today[0], 999_999_999], [today[0] + 1, 0], true],
		[now, [today[0] + 60, 0], true],
		[[today[0] - 60, 0], now, true],
		[now, [today[0] - 60, 0], false],
	];
	for (const [end, start, expected] of cases)
		expect(isBefore(ANCHOR, end as HrTime, start as HrTime)).toBe(expected);
});
