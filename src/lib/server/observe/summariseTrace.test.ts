import { expect, test } from 'bun:test';
import { BROWSER_SCOPE } from '$trace/kind';
import { span } from '../sessions/testTrace';
import { summariseTrace } from './summariseTrace';

const root = span({
	spanId: 'root',
	name: 'POST /api/v1/checks/{id}/run',
	startTimeUnixNano: '10',
	endTimeUnixNano: '90',
	attributes: { 'http.response.status_code': 200, 'http.route': '/api/v1/checks/{id}/run' },
});
const child = span({
	spanId: 'child',
	parentSpanId: 'root',
	startTimeUnixNano: '20',
	endTimeUnixNano: '110',
	status: { code: 'error' },
});

test('tells a trace by its root, and ends it with its last span', () => {
	expect(summariseTrace({ traceId: 't', spans: [root, child], logs: [] }, 'run')).toEqual({
		traceId: 't',
		name: 'POST /api/v1/checks/{id}/run',
		service: 'glasshouse',
		runId: 'run',
		startTimeUnixNano: '10',
		endTimeUnixNano: '110',
		ownStartTimeUnixNano: '10',
		ownEndTimeUnixNano: '110',
		spanCount: 2,
		openCount: 0,
		errorCount: 1,
		statusCode: 200,
		route: '/api/v1/checks/{id}/run',
	});
});

test('has no end while a span is open', () => {
	const open = { ...child, endTimeUnixNano: null };
	expect(summariseTrace({ traceId: 't', spans: [root, open], logs: [] }, null)).toMatchObject({
		endTimeUnixNano: null,
		openCount: 1,
	});
});

test("the server's part is without what a page told of itself", () => {
	const scope = BROWSER_SCOPE;
	const page = span({ spanId: 'page', scope, startTimeUnixNano: '5', endTimeUnixNano: '9000' });
	const spans = [page, { ...root, parentSpanId: 'page' }, child];
	expect(summariseTrace({ traceId: 't', spans, logs: [] }, null)).toMatchObject({
		startTimeUnixNano: '5',
		endTimeUnixNano: '9000',
		ownStartTimeUnixNano: '10',
		ownEndTimeUnixNano: '110',
	});
	expect(summariseTrace({ traceId: 't', spans: [page], logs: [] }, null)).toMatchObject({
		ownStartTimeUnixNano: '5',
		ownEndTimeUnixNano: '9000',
	});
});

test('takes the oldest span whose parent is elsewhere for the root, and survives a cycle', () => {
	const orphan = { ...child, parentSpanId: 'elsewhere' };
	expect(summariseTrace({ traceId: 't', spans: [orphan], logs: [] }, null)?.name).toBe('span');
	const cycle = [
		span({ spanId: 'a', parentSpanId: 'b', name: 'a' }),
		span({ spanId: 'b', parentSpanId: 'a' }),
	];
	expect(summariseTrace({ traceId: 't', spans: cycle, logs: [] }, null)?.name).toBe('a');
});

test('there is nothing to say of an empty trace', () => {
	expect(summariseTrace({ traceId: 't', spans: [], logs: [] }, null)).toBeNull();
});
