import { describe, expect, test } from 'bun:test';
import { z } from 'zod';
import { describeIssues, summarise } from './issues';

const schema = z.strictObject({
	name: z.string().min(1).max(3),
	count: z.int().min(10),
	kind: z.enum(['a', 'b']).default('a'),
	headers: z.record(z.string().regex(/^[a-z]+$/, 'expected small letters'), z.string()).default({}),
	equals: z.union([z.string(), z.number()]).optional(),
	id: z.guid().optional(),
	body: z.string().max(2).optional(),
});

function issuesOf(input: unknown) {
	const { error } = schema.safeParse(input);
	return describeIssues(error?.issues ?? [], input);
}

const good = { name: 'abc', count: 10 };

describe('describeIssues', () => {
	test.each([
		[{ ...good, name: '' }, 'name', 'at least 1 character', '""'],
		[{ ...good, name: 'abcd' }, 'name', 'at most 3 characters', '"abcd"'],
		[{ ...good, count: 5 }, 'count', 'at least 10', '5'],
		[{ ...good, count: 10.5 }, 'count', 'a whole number', '10.5'],
		[{ count: 10 }, 'name', 'a string', 'nothing'],
		[{ ...good, kind: 'c' }, 'kind', 'one of "a", "b"', '"c"'],
		[{ ...good, equals: [] }, 'equals', 'a string or a number', 'an array'],
		[{ ...good, id: 'x' }, 'id', 'a UUID', '"x"'],
		[{ ...good, headers: { 'A b': 'c' } }, 'headers.A b', 'small letters', '"A b"'],
		[{ ...good, more: null }, 'more', 'no such field', 'null'],
		[[], '', 'an object', 'an array'],
	])('%j', (input, path, expected, received) => {
		const message = `expected ${expected}, got ${received}`;
		expect(issuesOf(input)).toEqual([{ path, expected, received, message }]);
	});

	test('does not repeat what may be a secret', () => {
		const input = { ...good, headers: { authorization: 42 }, body: 'hunter2' };
		expect(issuesOf(input).map(({ received }) => received)).toEqual(['a number', 'a string']);
	});

	test('does not repeat long text', () => {
		expect(issuesOf({ ...good, name: 'x'.repeat(500) })[0]?.received).toBe('a string of 500 characters');
	});

	test('does not repeat a long name', () => {
		expect(issuesOf({ ...good, ['x'.repeat(500)]: 1 })[0]?.path).toBe(`${'x'.repeat(80)}…`);
	});
});

describe('summarise', () => {
	test('names fields and expectations, never what came', () => {
		const summary = summarise(issuesOf({ name: 'https://x/?secret=1', count: 3 }));
		expect(summary).toBe(
			'The input is not usable: name: expected at most 3 characters; count: expected at least 10',
		);
	});

	test('counts what it leaves out', () => {
		expect(summarise(issuesOf({ a: 1, b: 2, c: 3 }))).toEndWith('; and 2 more');
	});
});
