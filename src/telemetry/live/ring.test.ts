import { expect, test } from 'bun:test';
import { Ring } from './ring';

const ofTexts = (capacity: number, mostWeight: number) =>
	new Ring<string>(capacity, mostWeight, (text) => text.length);

test('keeps the newest, as many as it may, and counts the others', () => {
	const ring = ofTexts(3, 100);
	expect(ring.toArray()).toEqual([]);
	for (let i = 0; i < 10; i += 1) {
		ring.push(String(i));
		expect(ring.toArray()).toEqual(
			['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'].slice(Math.max(0, i - 2), i + 1),
		);
	}
	expect(ring.overwritten).toBe(7);
});

test('keeps as many as are not too heavy together', () => {
	const ring = ofTexts(100, 10);
	for (const text of ['aaaa', 'bbbb', 'cc', 'dddd']) ring.push(text);
	expect(ring.toArray()).toEqual(['bbbb', 'cc', 'dddd']);
	ring.push('eeeeeeeee');
	expect(ring.toArray()).toEqual(['eeeeeeeee']);
	ring.push('f');
	expect(ring.toArray()).toEqual(['eeeeeeeee', 'f']);
	expect(ring.overwritten).toBe(4);
});

test('keeps one that alone is too heavy, until the next', () => {
	const ring = ofTexts(100, 10);
	ring.push('x'.repeat(50));
	expect(ring.toArray()).toHaveLength(1);
	ring.push('y');
	expect(ring.toArray()).toEqual(['y']);
});
