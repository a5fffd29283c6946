import { expect, test } from 'bun:test';
import { expectationLines } from './expectations';

test('without anything said, a success is expected', () => {
	expect(expectationLines({})).toEqual([{ name: 'Status', value: '200-299' }]);
});

test('each expectation has its line', () => {
	const lines = expectationLines({
		status: 204,
		maxDurationMs: 800,
		bodyContains: 'ok',
		jsonPath: { path: '$.a', equals: 'up' },
		certificateDays: 14,
	});
	expect(lines.map(({ name, value }) => `${name}: ${value}`)).toEqual([
		'Status: 204',
		'At most: 800 ms',
		'Body contains: ok',
		'JSON $.a: "up"',
		'Certificate: valid for 14 days or more',
	]);
});
