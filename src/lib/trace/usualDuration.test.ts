import { describe, expect, test } from 'bun:test';
import { nano } from './traceFixture';
import { isSlow, medianTrace, usualDurations } from './usualDuration';
import type { TraceSummary } from './wire';

const trace = (name: string, tookMs: number, open = false): TraceSummary => ({
	traceId: `${name} ${tookMs}`,
	name,
	service: 'glasshouse',
	runId: null,
	startTimeUnixNano: nano(0),
	endTimeUnixNano: open ? null : nano(tookMs),
	spanCount: 1,
	openCount: open ? 1 : 0,
	errorCount: 0,
	statusCode: null,
	route: null,
});
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
