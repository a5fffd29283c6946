import { expect, test } from 'bun:test';
import { compareLink, rangesLink, tracesLink } from './traceLinks';

test('a part is set, changed or taken away, and the first page is gone to', () => {
	expect(tracesLink('?q=a&part=3', { sort: 'spans' })).toBe('/traces?q=a&sort=spans');
	expect(tracesLink('?q=a&sort=spans', { sort: null })).toBe('/traces?q=a');
});

test('a brushed range takes the place of the one before', () => {
	const from = Date.UTC(2026, 10, 21, 13);
	expect(rangesLink('?q=a&to=x&maxMs=5', { fromMs: from, toMs: null, minMs: 15.85, maxMs: null })).toBe(
		'/traces?q=a&from=2026-11-21T13%3A00%3A00.000Z&minMs=15.85',
	);
});

test('of two picked traces the older is A; one is compared with the median', () => {
	const [old, young] = [
		{ traceId: 'old', startTimeUnixNano: '1790000000000000000' },
		{ traceId: 'young', startTimeUnixNano: '1790000000000000001' },
	];
	expect(compareLink([young, old])).toBe('/traces/compare?a=old&b=young');
	expect(compareLink([young])).toBe('/traces/compare?b=young');
});
