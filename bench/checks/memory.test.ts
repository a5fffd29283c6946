import { expect, test } from 'bun:test';
import { memoryOf } from './memory';

const rising = (perLook: number, length: number) => Array.from({ length }, (_, at) => 1000 + at * perLook);

test('memory that rises evenly rises by so much a minute', () => {
	const { first, last, max, slopePerMinute } = memoryOf(rising(5, 61));
	expect(slopePerMinute).toBeCloseTo(300);
	expect([first, last, max]).toEqual([1022.5, 1277.5, 1300]);
});

test('a peak in the middle is no slope', () => {
	const { slopePerMinute, max } = memoryOf([...rising(5, 30), ...rising(5, 30).reverse()]);
	expect(slopePerMinute).toBeCloseTo(0);
	expect(max).toBe(1145);
});

test('one look tells no slope', () => {
	expect(memoryOf([7])).toEqual({ first: 7, last: 7, max: 7, slopePerMinute: 0 });
});
