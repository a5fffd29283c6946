import { describe, expect, test } from 'bun:test';
import { condensed, lengthMs } from './interval';

const at = (fromMs: number, toMs: number) => ({ fromMs, toMs });

describe('condensed', () => {
	test('what lies in each part stands at its beginning, as long as it is together', () => {
		expect(condensed([at(2, 3), at(5, 6), at(55, 65)], at(0, 100), 4)).toEqual([at(0, 2), at(50, 60)]);
	});

	test('what reaches over several parts fills them', () => {
		expect(condensed([at(10, 60)], at(0, 100), 4)).toEqual([at(0, 15), at(25, 50), at(50, 60)]);
	});

	test('the sum stays, and what lies outside does not count', () => {
		const many = Array.from({ length: 5000 }, (_, index) => at(index, index + 0.25));
		const few = condensed(many, at(0, 5000), 80);
		expect(few).toHaveLength(80);
		expect(lengthMs(few)).toBeCloseTo(1250, 6);
		expect(condensed([at(-10, -5), at(200, 300)], at(0, 100), 4)).toEqual([]);
	});
});
