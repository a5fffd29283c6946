import { expect, test } from 'bun:test';
import { epochMs, parseNano } from './time';
import { makeSummary, nano } from './traceFixture';
import { traceTimes } from './traceTimes';

const at = (ms: number) => epochMs(parseNano(nano(ms)));

test("what a page told of itself is no part of the server's time, and stands beside it", () => {
	const trace = makeSummary({
		startTimeUnixNano: nano(0),
		endTimeUnixNano: nano(4_000),
		ownStartTimeUnixNano: nano(10),
		ownEndTimeUnixNano: nano(35),
	});
	expect(traceTimes(trace, at(9_000))).toEqual({
		startMs: at(10),
		tookMs: 25,
		open: false,
		withPageMs: 4_000,
	});
});

test('where no page told anything there is nothing beside it', () => {
	expect(traceTimes(makeSummary({}, 10, 35), at(99))).toMatchObject({ tookMs: 25, withPageMs: null });
});

test('an open one has taken as long as there is since its start', () => {
	expect(traceTimes(makeSummary({}, 10, null), at(99))).toMatchObject({
		tookMs: 89,
		open: true,
		withPageMs: null,
	});
	expect(traceTimes(makeSummary({}, 10, null), at(0)).tookMs).toBe(0);
});
