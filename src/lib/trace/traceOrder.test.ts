import { expect, test } from 'bun:test';
import { nano } from './traceFixture';
import { epochMs, parseNano } from './time';
import { readOrder, sortTraces } from './traceOrder';
import type { TraceSummary } from './wire';

const trace = (traceId: string, startMs: number, endMs: number | null, more: Partial<TraceSummary> = {}) => ({
	traceId,
	name: 'GET /',
	service: 'glasshouse',
	runId: null,
	startTimeUnixNano: nano(startMs),
	endTimeUnixNano: endMs === null ? null : nano(endMs),
	spanCount: 1,
	openCount: endMs === null ? 1 : 0,
	errorCount: 0,
	statusCode: null,
	route: null,
	...more,
});
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

test('an order that there is not is that of time', () => {
	expect([readOrder('spans'), readOrder('beauty'), readOrder(null)]).toEqual(['spans', 'started', 'started']);
});
