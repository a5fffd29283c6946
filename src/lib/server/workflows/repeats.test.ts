import { expect, test } from 'bun:test';
import { Repeats } from './repeats';

test('says a thing once in a window, and then how often it was held back', () => {
	const repeats = new Repeats(1000, 10);
	expect(repeats.take('no database', 0)).toBe(0);
	expect(repeats.take('no database', 100)).toBeNull();
	expect(repeats.take('no database', 999)).toBeNull();
	expect(repeats.take('another thing', 999)).toBe(0);
	expect(repeats.take('no database', 1000)).toBe(2);
	expect(repeats.take('no database', 2000)).toBe(0);
});

test('remembers no more than it may', () => {
	const repeats = new Repeats(1000, 2);
	for (const text of ['a', 'b', 'c']) repeats.take(text, 0);
	expect(repeats.take('c', 1)).toBeNull();
	expect(repeats.take('a', 1)).toBe(0);
});
