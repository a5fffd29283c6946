import { expect, test } from 'bun:test';
import { sparkline } from './sparkline';

test('scales from zero to the greatest value', () => {
	expect(sparkline([0, 50, 100], 80, 20)).toEqual({ path: 'M0,20L40,10L80,0', end: { x: 80, y: 0 } });
});

test('breaks where there is no value, and ends at the last one there is', () => {
	const { path, end } = sparkline([10, null, 10, 10, null], 80, 20);
	expect(path.match(/M/g)?.length).toBe(2);
	expect(end?.x).toBe(60);
});

test('what does not vary stands in the middle', () => {
	expect(sparkline([null, 7], 80, 20).end).toEqual({ x: 80, y: 10 });
	expect(sparkline([7, 7, null], 80, 20).path).toBe('M0,10L40,10');
});

test('nothing to draw', () => {
	expect(sparkline([null, null], 80, 20)).toEqual({ path: '', end: null });
});
