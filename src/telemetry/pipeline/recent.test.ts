import { expect, test } from 'bun:test';
import { Recent } from './recent';

test('knows what was used last, and not much more', () => {
	const recent = new Recent<number>(100);
	for (let i = 0; i < 10_000; i += 1) {
		recent.set(`key ${i}`, i);
		expect(recent.get('key 0')).toBe(0);
		expect(recent.size).toBeLessThanOrEqual(200);
	}
	for (let i = 9_901; i < 10_000; i += 1) expect(recent.get(`key ${i}`)).toBe(i);
	expect(recent.get('key 5000')).toBeUndefined();
});

test('a key that is set again has the new value', () => {
	const recent = new Recent<string>(2);
	recent.set('a', 'old');
	recent.set('b', 'other');
	recent.set('a', 'new');
	expect(recent.get('a')).toBe('new');
	recent.set('c', 'another');
	recent.set('a', 'newer');
	expect(recent.get('a')).toBe('newer');
	expect(recent.get('b')).toBe('other');
});
