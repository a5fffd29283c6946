import { expect, test } from 'bun:test';
import { logLine, span } from '../sessions/testTrace';
import { compareNano, mergeTrace } from './mergeTrace';

test('an ended span wins over an open one, whichever source has it', () => {
	const open = span({ spanId: 'a', endTimeUnixNano: null });
	const ended = span({ spanId: 'a', endTimeUnixNano: '9' });
	for (const sources of [
		[open, ended],
		[ended, open],
	]) {
		const { spans } = mergeTrace(
			't',
			sources.map((one) => ({ spans: [one], logs: [] })),
		);
		expect(spans).toEqual([ended]);
	}
});

test('of two equals the first source wins', () => {
	const live = span({ attributes: { from: 'live' } });
	const kept = span({ attributes: { from: 'kept' } });
	expect(
		mergeTrace('t', [
			{ spans: [live], logs: [] },
			{ spans: [kept], logs: [] },
		]).spans,
	).toEqual([live]);
});

test('spans and log lines come in the order of their times, each once', () => {
	const line = logLine({ timeUnixNano: '20' });
	const merged = mergeTrace('t', [
		{
			spans: [span({ spanId: 'late', startTimeUnixNano: '1000' })],
			logs: [line, logLine({ timeUnixNano: '3' })],
		},
		{ spans: [span({ spanId: 'early', startTimeUnixNano: '999' })], logs: [{ ...line }] },
	]);
	expect(merged.traceId).toBe('t');
	expect(merged.spans.map(({ spanId }) => spanId)).toEqual(['early', 'late']);
	expect(merged.logs.map(({ timeUnixNano }) => timeUnixNano)).toEqual(['3', '20']);
});

test('compareNano compares by value', () => {
	expect(compareNano('999', '1000')).toBeLessThan(0);
	expect(compareNano('1732180000000000001', '1732180000000000000')).toBeGreaterThan(0);
	expect(compareNano('5', '5')).toBe(0);
});
