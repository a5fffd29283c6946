import { expect, test } from 'bun:test';
import type { BrowserReport } from './report';
import { clockShift } from './clockShift';

const report = (sentAtMs: number, heard: BrowserReport['heard']): BrowserReport => ({
	sentAtMs,
	heard,
	spans: [],
});

test.each([
	['clocks that agree are left alone', 1_010, { serverMs: 1_000, atMs: 1_004 }, 1_015, 0],
	[
		'a browser that is behind is moved up to the page that it had',
		510,
		{ serverMs: 1_000, atMs: 504 },
		1_015,
		496,
	],
	['one that is ahead, back to when its report came', 9_010, { serverMs: 1_000, atMs: 9_004 }, 1_015, -7_995],
	['without a word from the page it may still be ahead', 9_010, null, 1_015, -7_995],
	['but not be told to be behind', 10, null, 1_015, 0],
	[
		'a clock that was set in between is moved half way',
		1_000,
		{ serverMs: 3_000, atMs: 1_000 },
		1_500,
		1_250,
	],
])('%s', (_, sentAtMs, heard, receivedMs, shift) => {
	expect(clockShift(report(sentAtMs, heard), receivedMs)).toBe(shift);
});
