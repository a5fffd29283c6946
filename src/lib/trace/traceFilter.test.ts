import { describe, expect, test } from 'bun:test';
import { makeSummary, nano } from './traceFixture';
import { matches, passesAny, readTraceFilter, withoutRanges } from './traceFilter';
import { epochMs, parseNano } from './time';
import type { TraceSummary } from './wire';

const trace = makeSummary({ name: 'GET /checks/[id]', statusCode: 404, route: '/checks/[id]' }, 0, 250);
const START = epochMs(parseNano(nano(0)));
const at = (ms: number) => new Date(START + ms).toISOString();
const passes = (query: string, change: Partial<TraceSummary> = {}) =>
	matches({ ...trace, ...change }, readTraceFilter(new URLSearchParams(query)), START + 5000);

describe('trace filter', () => {
	test('without conditions everything passes', () => expect(passes('')).toBe(true));

	test.each(['q=CHECKS', 'q=glass', 'q=4bf92f', 'q=404', 'q=%20%20'])('%s is found', (query) =>
		expect(passes(query)).toBe(true),
	);

	test('text that stands nowhere lets nothing pass', () => expect(passes('q=elsewhere')).toBe(false));

	test('errors and open', () => {
		expect([passes('errors=1'), passes('errors=1', { errorCount: 1 })]).toEqual([false, true]);
		expect([passes('open=1'), passes('open=1', { openCount: 2 })]).toEqual([false, true]);
		expect(passes('open=1&errors=1', { openCount: 2 })).toBe(false);
	});

	test('the root by name or route, or by how it begins', () => {
		expect([passes('root=get /CHECKS/[id]'), passes('root=/checks/[id]')]).toEqual([true, true]);
		expect([passes('root=GET /checks'), passes('root=GET /checks*')]).toEqual([false, true]);
		expect([passes('root=!GET /checks*'), passes('root=!GET /')]).toEqual([false, true]);
	});

	test('a status, its class, or none', () => {
		expect([passes('status=404'), passes('status=4xx'), passes('status=5xx')]).toEqual([true, true, false]);
		expect([passes('status=none'), passes('status=none', { statusCode: null })]).toEqual([false, true]);
		expect(passes('status=!404')).toBe(false);
	});

	test('the service', () => {
		expect([passes('service=glasshouse'), passes('service=worker')]).toEqual([true, false]);
		expect(passes('service=worker&service=glasshouse')).toBe(true);
	});

	test('a duration, which for an open trace is the one so far', () => {
		expect([passes('minMs=250'), passes('minMs=251')]).toEqual([true, false]);
		expect([passes('maxMs=250'), passes('maxMs=251')]).toEqual([false, true]);
		const open = { endTimeUnixNano: null, ownEndTimeUnixNano: null, openCount: 1 };
		expect([passes('minMs=5000', open), passes('minMs=5001', open)]).toEqual([true, false]);
	});

	test('when it began: from then on, and before', () => {
		expect([passes(`from=${at(0)}`), passes(`from=${at(1)}`)]).toEqual([true, false]);
		expect([passes(`to=${at(0)}`), passes(`to=${at(1)}`)]).toEqual([false, true]);
	});

	test('what is no number and no time is no condition', () => {
		expect(
			readTraceFilter(new URLSearchParams('minMs=-1&maxMs=soon&from=then&to=&root=%20&service=!')),
		).toEqual(readTraceFilter(new URLSearchParams('')));
	});

	test('what pages fetch for themselves is left out, unless it is asked for or went wrong', () => {
		const file = { name: 'GET', route: null, statusCode: 200 };
		const news = { name: 'GET /_app/remote/livePulse', route: '/_app/remote/livePulse', openCount: 1 };
		expect([passes('', file), passes('page=1', file)]).toEqual([false, true]);
		expect([
			passes('', { ...news, statusCode: null }),
			passes('page=1', { ...news, statusCode: 200 }),
		]).toEqual([false, true]);
		const fared = { name: 'POST /api/v1/telemetry/browser', route: '/api/v1/telemetry/browser' };
		expect(passes('', { ...fared, statusCode: 204 })).toBe(false);
		expect(passes('', { ...file, errorCount: 1 })).toBe(true);
		expect(passes('', { ...file, statusCode: 404 })).toBe(true);
		expect(passes('', { route: null, statusCode: null, name: 'workflow runCheck' })).toBe(true);
	});

	test('several conditions: one of the plain ones, and none of the others', () => {
		expect(passesAny(['web', 'shop'], ['web', 'worker'])).toBe(true);
		expect(passesAny(['shop'], ['web', 'worker'])).toBe(false);
		expect(passesAny(['web', 'shop'], ['web', '!shop'])).toBe(false);
		expect(passesAny([], ['!shop'])).toBe(true);
	});

	test('can be widened to all times and durations', () => {
		const filter = readTraceFilter(new URLSearchParams(`q=a&minMs=1&maxMs=2&from=${at(0)}&to=${at(1)}`));
		expect(withoutRanges(filter)).toEqual(readTraceFilter(new URLSearchParams('q=a')));
	});
});
