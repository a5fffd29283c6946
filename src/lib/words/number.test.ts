import { expect, test } from 'bun:test';
import { bytes, counted, grouped, inWords, percent } from './number';

test('long numbers have thin groups', () => {
	expect([7, 999, 1000, 34_128, 1_234_567].map(grouped)).toEqual([
		'7',
		'999',
		'1\u202f000',
		'34\u202f128',
		'1\u202f234\u202f567',
	]);
});

test('small counts are words', () => {
	expect([0, 1, 9, 10].map(inWords)).toEqual(['no', 'one', 'nine', '10']);
});

test('counted takes the right form', () => {
	expect([counted(1, 'run'), counted(0, 'run'), counted(2, 'query', 'queries')]).toEqual([
		'1 run',
		'0 runs',
		'2 queries',
	]);
});

test('percent never rounds a failure away', () => {
	expect([null, 1, 0.99996, 0.9792, 0].map(percent)).toEqual(['–', '100.00', '99.99', '97.92', '0.00']);
});

test('bytes', () => {
	expect([812, 65_536, 3_145_728].map(bytes)).toEqual(['812 B', '64.0 KB', '3.0 MB']);
});
