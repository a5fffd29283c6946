import { expect, test } from 'bun:test';
import { nextRow } from './listKeys';

test('j and k move and stay inside', () => {
	expect(nextRow('j', 0, 3)).toBe(1);
	expect(nextRow('j', 2, 3)).toBe(2);
	expect(nextRow('k', 0, 3)).toBe(0);
	expect(nextRow('k', 2, 3)).toBe(1);
});

test('from nowhere, to the nearer end', () => {
	expect(nextRow('j', -1, 3)).toBe(0);
	expect(nextRow('k', -1, 3)).toBe(2);
});

test('other keys and empty lists are left alone', () => {
	expect(nextRow('x', 0, 3)).toBeNull();
	expect(nextRow('j', -1, 0)).toBeNull();
});
