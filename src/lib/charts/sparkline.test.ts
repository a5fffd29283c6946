import { expect, test } from 'bun:test';
import { sparkline } from './sparkline';

test('scales from zero to the greatest value', () => {
	expect(sparkline([0, 50, 100], 80, 20)).toEqual({ path: 'M0,20L40,10L80,0', end: { x: 80, y: 0 } });
});

test('breaks where there is no value, and ends at the last one there is', () => {
	const { path, end } = sparkline([10, null, 10, 10, null], 80, 20);
	expect(path.match(/M/g)?.length).toBe(2);
	expect(end).toEqual({ x: 60, y: 0 });
});

test('nothing to draw', () => {
	expect(sparkline([null, null], 80, 20)).toEqual({ path: '', end: null });
});
