import { expect, test } from 'bun:test';
import { readTyped } from '$trace/typedFilter';
import { makeSummary } from '$trace/traceFixture';
import { traceSuggestions } from './traceSuggestions';

const trace = (name: string, statusCode: number | null) =>
	makeSummary({ traceId: name, name, service: 'web', statusCode });

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
