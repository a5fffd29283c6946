import { expect, test } from 'bun:test';
import { grouped, markdownTable, megabytes, range } from './markdown';

test('a table has its names to the left and its numbers to the right', () => {
	const columns = [
		{ title: 'what', cell: ([name]: [string, number]) => name },
		{ title: 'n', cell: ([, number]: [string, number]) => String(number) },
	];
	expect(
		markdownTable(columns, [
			['a|b', 1000],
			['long name', 2],
		]),
	).toBe(
		['| what      |    n |', '| --------- | ---: |', '| a\\|b      | 1000 |', '| long name |    2 |'].join(
			'\n',
		),
	);
});

test('numbers are told as people read them', () => {
	expect(grouped(12_345.6)).toBe('12,346');
	expect(megabytes(1_250_000, 1)).toBe('1.3');
	expect(range({ min: 1, max: 2.345 }, 2)).toBe('1.00 to 2.35');
});
