import { describe, expect, test } from 'bun:test';
import { MemberList, parseTraceState } from './traceState';

// What comes over the wire is tested by tests/integration/traceContext.test.ts.
describe('a tracestate', () => {
	const state = new MemberList(['a=1', 'ab=x y', 'b@v=2']);

	test('knows the value of each key', () => {
		expect(['a', 'ab', 'b@v', 'b', 'c', ''].map((key) => state.get(key))).toEqual([
			'1',
			'x y',
			'2',
			undefined,
			undefined,
			undefined,
		]);
	});

	test('puts what is set in front, and stays as it was itself', () => {
		expect(state.set('c', '3').serialize()).toBe('c=3,a=1,ab=x y,b@v=2');
		expect(state.set('ab', '4').serialize()).toBe('ab=4,a=1,b@v=2');
		expect(state.serialize()).toBe('a=1,ab=x y,b@v=2');
	});

	test('refuses what is not valid', () => {
		for (const [key, value] of [
			['A', '1'],
			['', '1'],
			['a', ''],
			['a', '1,b=2'],
			['a', '1 '],
			['a\n', '1'],
			['a', '1\n'],
		] as const)
			expect(state.set(key, value)).toBe(state);
	});

	test('takes out what is unset', () => {
		expect(state.unset('ab').serialize()).toBe('a=1,b@v=2');
		expect(state.unset('z').serialize()).toBe(state.serialize());
		expect(state.unset('a').unset('ab').unset('b@v').serialize()).toBe('');
	});

	test('lets its last member go where one more would be too many, or too long', () => {
		const full = parseTraceState(Array.from({ length: 32 }, (_, i) => `k${i}=v`).join(','));
		const members = full?.set('new', 'v').serialize().split(',') ?? [];
		expect([members.length, members[0], members.at(-1)]).toEqual([32, 'new=v', 'k30=v']);
		const long = new MemberList([`a=${'x'.repeat(100)}`, `b=${'x'.repeat(200)}`, `c=${'x'.repeat(100)}`]);
		expect(long.set('d', 'x'.repeat(200)).serialize().length).toBeLessThanOrEqual(512);
	});

	// A pattern for white space at the end would take minutes here: its time grows with the square of the length.
	test('is read in time that grows no faster than its length', () => {
		expect(parseTraceState(`a=${' '.repeat(1_000_000)}b`)).toBeUndefined();
		expect(parseTraceState(`${' ,\t'.repeat(100_000)}a=1`)?.serialize()).toBe('a=1');
	});
});
