import { expect, test } from 'bun:test';
import { makeSummary, nano } from './traceFixture';
import { epochMs, parseNano } from './time';
import { readOrder, sortTraces } from './traceOrder';
import type { TraceSummary } from './wire';

const trace = (traceId: string, startMs: number, endMs: number | null, more: Partial<TraceSummary> = {}) =>
	makeSummary({ traceId, ...more }, startMs, endMs);
const traces = [
	trace('old', 0, 50, { errorCount: 2 }),
	trace('open', 10, null, { spanCount: 9 }),
	trace('new', 20, 30, { errorCount: 2 }),
];
const sorted = (order: 'started' | 'duration' | 'spans' | 'errors') =>
	sortTraces(traces, order, epochMs(parseNano(nano(500)))).map(({ traceId }) => traceId);

test('the newest, the longest, the largest, or the worst first; of equals the newest', () => {
	expect(sorted('started')).toEqual(['new', 'open', 'old']);
	expect(sorted('duration')).toEqual(['open', 'old', 'new']);
	expect(sorted('spans')).toEqual(['open', 'new', 'old']);
	expect(sorted('errors')).toEqual(['new', 'old', 'open']);
});

test('a page that was read for long is no slow request', () => {
	const read = trace('read', 10, 15, { startTimeUnixNano: nano(0), endTimeUnixNano: nano(99_000) });
	const order = sortTraces([read, trace('slow', 0, 50)], 'duration', 0);
	expect(order.map(({ traceId }) => traceId)).toEqual(['slow', 'read']);
});

test('an order that there is not is that of time', () => {
	expect([readOrder('spans'), readOrder('beauty'), readOrder(null)]).toEqual(['spans', 'started', 'started']);
});
