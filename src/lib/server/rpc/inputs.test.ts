import { expect, test } from 'bun:test';
import { unstorable } from './inputs';

test.each([
	['text', 'a\0b', []],
	['a field', { name: 'x', url: '\ud800' }, ['url']],
	['deep', { expect: { jsonPath: { equals: '\0' } } }, ['expect', 'jsonPath', 'equals']],
	['a key', { headers: { 'a\0': 'x' } }, ['headers']],
])('finds what PostgreSQL cannot keep: %s', (_, value, path) => {
	expect(unstorable(value)).toEqual(path);
});

test('lets everything else pass', () => {
	expect(unstorable({ name: '😀 ä', body: null, retries: 1, headers: {}, list: [true] })).toBeUndefined();
});
