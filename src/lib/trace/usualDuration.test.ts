import { describe, expect, test } from 'bun:test';
import { makeSummary } from './traceFixture';
import { isSlow, medianTrace, usualDurations } from './usualDuration';

const trace = (name: string, tookMs: number, open = false) =>
	makeSummary({ traceId: `${name} ${tookMs}`, name }, 0, open ? null : tookMs);
const ten = Array.from({ length: 10 }, (_, at) => trace('GET /', (at + 1) * 10));

describe('usual durations', () => {
	test('are medians by name, of ended traces', () => {
		expect([...usualDurations([...ten, trace('GET /', 9, true), trace('GET /rare', 5)])]).toEqual([
			['GET /', 50],
		]);
	});
	test('are not known of nine', () => expect(usualDurations(ten.slice(1)).size).toBe(0));
	test('three times as long is slow, if that is 50 ms more', () => {
		expect([isSlow(151, 50), isSlow(150, 50), isSlow(40, 10), isSlow(9000, undefined)]).toEqual([
			true,
			false,
			false,
			false,
		]);
	});
	test('the median trace is one of them', () => {
		expect(medianTrace(ten)?.traceId).toBe('GET / 50');
		expect(medianTrace([trace('a', 1, true)])).toBeUndefined();
	});
});
