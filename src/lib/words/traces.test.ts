import { describe, expect, test } from 'bun:test';
import type { TraceSummary } from '$trace/wire';
import { chooseTraceRange } from '../charts/traceRanges';
import { traceMark, traceSentence, tracesSentence } from './traces';

const HOUR = 3_600_000;
const quiet = { heldCount: 0, keptCount: 0, reachMs: HOUR, foundCount: 0, failedCount: 0, openCount: 0 };
const told = (
	change: Partial<typeof quiet>,
	range = '1h',
	band: Parameters<typeof tracesSentence>[2] = null,
) => tracesSentence({ ...quiet, ...change }, chooseTraceRange(range), band);

describe('the sentence of the list', () => {
	test('nothing there', () => expect(told({})).toBe('Nothing was traced in the last hour.'));
	test('all of the range is held', () =>
		expect(told({ heldCount: 1438, foundCount: 1438 })).toBe('Last hour, 1\u202f438 traces.'));
	test('memory does not reach as far as the range', () => {
		const held = { heldCount: 1000, foundCount: 1000, reachMs: 12.6 * 60_000 };
		expect(told(held)).toBe('Last 12 minutes, 1\u202f000 traces are held.');
		for (const reachMs of [20_000, 100_000]) expect(told({ ...held, reachMs })).toMatch(/^Last minute, /);
		expect(told({ ...held, reachMs: 1.5 * HOUR }, '24h')).toMatch(/^Last hour, /);
		expect(told({ ...held, keptCount: 50 }, '24h')).toBe(
			'Last 12 minutes, 950 traces are held; of before, those of 50 runs.',
		);
	});
	test('memory holds none, as after a restart', () =>
		expect(told({ heldCount: 50, keptCount: 50, foundCount: 50, reachMs: 5 }, '24h')).toBe(
			'Memory holds none of the last 24 hours yet; those of 50 runs are kept.',
		));
	test('some match, and of those some are notable', () => {
		expect(told({ heldCount: 40, foundCount: 3, failedCount: 1, openCount: 2 })).toBe(
			'Last hour, 40 traces. 3 match. One has errors and two are still open.',
		);
		expect(told({ heldCount: 40 })).toBe('Last hour, 40 traces. 0 match.');
	});
	test('a slow band is what is most notable', () => {
		const fromMs = new Date(2026, 10, 21, 13, 43).getTime();
		const held = { heldCount: 9, foundCount: 9, failedCount: 3 };
		expect(told(held, '1h', { fromMs, stillThere: true })).toBe(
			'Last hour, 9 traces. A slow band opened at 13:43 and is still there.',
		);
		expect(told(held, '1h', { fromMs, stillThere: false })).toMatch(
			/opened at 13:43 and has closed again\.$/,
		);
	});
});

test('one trace tells its spans', () => {
	expect(traceSentence(1, 0, 0)).toBe('1 span. None failed.');
	expect(traceSentence(22, 6, 2)).toBe('22 spans, 6 of them still open. Two failed.');
});

test('open before failed before slow', () => {
	const trace = { openCount: 0, errorCount: 0 } as TraceSummary;
	const words = [
		traceMark({ ...trace, openCount: 1, errorCount: 1 }, true),
		traceMark({ ...trace, errorCount: 1 }, true),
		traceMark(trace, true),
		traceMark(trace, false),
	].map(({ word }) => word);
	expect(words).toEqual(['Still open', 'With errors', 'Slow', 'Ended']);
});
