import { expect, test } from 'bun:test';
import { readTyped } from '$trace/typedFilter';
import type { TraceSummary } from '$trace/wire';
import { traceSuggestions } from './traceSuggestions';

const trace = (name: string, statusCode: number | null): TraceSummary => ({
	traceId: name,
	name,
	service: 'web',
	runId: null,
	startTimeUnixNano: '0',
	endTimeUnixNano: '1',
	spanCount: 1,
	openCount: 0,
	errorCount: 0,
	statusCode,
	route: null,
});

test('what is held most stands first, and everything is understood when it is typed', () => {
	const told = traceSuggestions([
		trace('GET /', 200),
		trace('POST /', 404),
		trace('POST /', 404),
		trace('w', null),
	]);
	expect(told.slice(0, 6)).toEqual([
		'service is web',
		'status is 404',
		'status is 200',
		'root is POST /',
		'root is GET /',
		'root is w',
	]);
	expect(told.filter((typed) => readTyped(typed)?.[0] === 'q')).toEqual([]);
});
