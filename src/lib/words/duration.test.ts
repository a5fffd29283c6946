import { describe, expect, test } from 'bun:test';
import { duration, milliseconds, period, roughly, setting, soFar } from './duration';

describe('duration', () => {
	const cases: [number, string][] = [
		[0, '0 ms'],
		[0.4172, '0.42 ms'],
		[9.96, '10 ms'],
		[88.4, '88 ms'],
		[999.4, '999 ms'],
		[999.7, '1.000 s'],
		[1248, '1.248 s'],
		[12_345, '12.3 s'],
		[59_999, '1 min'],
		[123_000, '2 min 3 s'],
		[11_100_000, '3 h 5 min'],
		[86_400_000, '1 d'],
	];
	for (const [ms, text] of cases) test(`${ms} ms is ${text}`, () => expect(duration(ms)).toBe(text));
});

test('roughly gives one unit and never runs ahead', () => {
	expect([0, 4900, 61_000, 7_199_000, 3 * 86_400_000 + 5].map(roughly)).toEqual([
		'0 s',
		'4 s',
		'1 min',
		'1 h',
		'3 d',
	]);
	expect(roughly(-20)).toBe('0 s');
	expect(roughly(86_400_000 * 1.9)).toBe('1 d');
});

test('soFar says that it is open', () => {
	expect(soFar(1248)).toBe('1.2 s so far');
	expect(soFar(125_000)).toBe('2 min so far');
});

test('milliseconds leaves the unit to the column', () => {
	expect([null, 4.23, 318.4, 1840].map(milliseconds)).toEqual(['–', '4.2', '318', '1\u202f840']);
});

test('a setting is exact', () => {
	expect([800, 2500, 10_000].map(setting)).toEqual(['800 ms', '2.5 s', '10 s']);
});

test('period is exact', () => {
	expect([10, 90, 300, 3600, 86_400].map(period)).toEqual(['10 s', '90 s', '5 min', '1 h', '1 d']);
});
