import { expect, test } from 'bun:test';
import { changed, setOf } from './sets';

test('a set is replaced where it changes, and stays itself where it does not', () => {
	const set = setOf(['a', 'b']);
	expect([...changed(set, 'c', true)]).toEqual(['a', 'b', 'c']);
	expect([...changed(set, 'a', false)]).toEqual(['b']);
	expect(changed(set, 'a', true)).toBe(set);
	expect(changed(set, 'c', false)).toBe(set);
	expect([...set]).toEqual(['a', 'b']);
});
