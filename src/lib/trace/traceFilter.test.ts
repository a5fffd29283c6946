import { describe, expect, test } from 'bun:test';
import { conditions, matches, readTraceFilter } from './traceFilter';
import type { TraceSummary } from './wire';

const trace: TraceSummary = {
	traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
	name: 'GET /checks/[id]',
	service: 'glasshouse',
	runId: null,
	startTimeUnixNano: '0',
	endTimeUnixNano: '1',
	spanCount: 3,
	openCount: 0,
	errorCount: 0,
	statusCode: 404,
	route: '/checks/[id]',
};
const passes = (query: string, change: Partial<TraceSummary> = {}) =>
	matches({ ...trace, ...change }, readTraceFilter(new URLSearchParams(query)));

describe('trace filter', () => {
	test('without conditions everything passes', () => expect(passes('')).toBe(true));
	test('text is looked for in name, service, id and status', () => {
		expect(['q=CHECKS', 'q=glass', 'q=4bf92f', 'q=404', 'q=%20%20'].map((query) => passes(query))).toEqual([
			true,
			true,
			true,
			true,
			true,
		]);
		expect(passes('q=elsewhere')).toBe(false);
	});
	test('errors and open', () => {
		expect([passes('errors=1'), passes('errors=1', { errorCount: 1 })]).toEqual([false, true]);
		expect([passes('open=1'), passes('open=1', { openCount: 2 })]).toEqual([false, true]);
		expect(passes('open=1&errors=1', { openCount: 2 })).toBe(false);
	});
	test('requests that no route answered are left out, unless they are asked for or went wrong', () => {
		expect(passes('', { route: null, statusCode: 200 })).toBe(false);
		expect(passes('unrouted=1', { route: null, statusCode: 200 })).toBe(true);
		expect(passes('', { route: null, statusCode: 200, errorCount: 1 })).toBe(true);
		expect(passes('', { route: null, statusCode: 404 })).toBe(true);
		expect(passes('', { route: null, statusCode: null, name: 'workflow runCheck' })).toBe(true);
	});
	test('each condition can be removed alone', () => {
		expect(conditions(readTraceFilter(new URLSearchParams('q=a%26b&errors=1&unrouted=1')))).toEqual([
			{ words: 'text contains “a&b”', without: '?errors=1&unrouted=1' },
			{ words: 'errors only', without: '?q=a%26b&unrouted=1' },
		]);
	});
});
