import { expect, test } from 'bun:test';
import { Recent } from './recent';

test('keeps what was set last, and lets go what was set longest ago', () => {
	const recent = new Recent<string, number>(2);
	recent.set('a', 1);
	recent.set('b', 2);
	recent.set('a', 3);
	recent.set('c', 4);
	expect(['a', 'b', 'c'].map((key) => recent.get(key))).toEqual([3, undefined, 4]);
});
