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
	test('what pages fetch for themselves is left out, unless it is asked for or went wrong', () => {
		const file = { name: 'GET', route: null, statusCode: 200 };
		const news = { name: 'GET /_app/remote/livePulse', route: '/_app/remote/livePulse', openCount: 1 };
		expect([passes('', file), passes('page=1', file)]).toEqual([false, true]);
		expect([
			passes('', { ...news, statusCode: null }),
			passes('page=1', { ...news, statusCode: 200 }),
		]).toEqual([false, true]);
		expect(passes('', { ...file, errorCount: 1 })).toBe(true);
		expect(passes('', { ...file, statusCode: 404 })).toBe(true);
		expect(passes('', { route: null, statusCode: null, name: 'workflow runCheck' })).toBe(true);
	});
	test('each condition can be removed alone', () => {
		expect(conditions(readTraceFilter(new URLSearchParams('q=a%26b&errors=1&page=1')))).toEqual([
			{ words: 'text contains “a&b”', without: '?errors=1&page=1' },
			{ words: 'errors only', without: '?q=a%26b&page=1' },
		]);
	});
});
