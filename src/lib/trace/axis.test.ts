import { describe, expect, test } from 'bun:test';
import { fraction, namedTicks, ticks, wholeWindow } from './axis';

const labels = (fromMs: number, toMs: number, about = 7) =>
	ticks({ fromMs, toMs }, about).map((tick) => tick.label);

describe('ticks', () => {
	test('are round, and share one unit', () => {
		expect(labels(0, 1400)).toEqual([
			'0',
			'200 ms',
			'400 ms',
			'600 ms',
			'800 ms',
			'1000 ms',
			'1200 ms',
			'1400 ms',
		]);
		expect(labels(0, 12_000)).toEqual(['0', '2 s', '4 s', '6 s', '8 s', '10 s', '12 s']);
		expect(labels(0, 0.7)).toEqual([
			'0',
			'100 µs',
			'200 µs',
			'300 µs',
			'400 µs',
			'500 µs',
			'600 µs',
			'700 µs',
		]);
		expect(labels(0, 600_000)).toEqual(['0', '2 min', '4 min', '6 min', '8 min', '10 min']);
		expect(labels(0, 30)).toEqual(['0', '5 ms', '10 ms', '15 ms', '20 ms', '25 ms', '30 ms']);
	});

	test('stay inside a window that does not begin at the beginning', () => {
		expect(labels(430, 890, 5)).toEqual(['500 ms', '600 ms', '700 ms', '800 ms']);
	});

	test('a window without length has at most one', () => expect(labels(0, 0)).toEqual(['0']));

	test('never many more than asked for, whatever the length', () => {
		for (let length = 0.01; length < 1e8; length *= 1.37)
			expect(labels(0, length).length).toBeLessThanOrEqual(12);
	});
});

describe('labels', () => {
	const named = (fromMs: number, toMs: number, widthPx: number) =>
		namedTicks(ticks({ fromMs, toMs }, 7), { fromMs, toMs }, widthPx).map((tick) => tick.label);

	test('stand at every tick where there is room', () =>
		expect(named(0, 86, 560)).toEqual([
			'0',
			'10 ms',
			'20 ms',
			'30 ms',
			'40 ms',
			'50 ms',
			'60 ms',
			'70 ms',
			'80 ms',
		]));

	test('neither run into each other nor over the edge', () => {
		expect(named(0, 86, 358)).toEqual(['0', '20 ms', '40 ms', '60 ms']);
		expect(named(0, 86, 160)).toEqual(['0', '50 ms']);
	});

	test('are indented, which takes room as well', () => {
		// The label of 60 ms takes 33.5 px and is indented by 5. Of 240 px 35.2 are left for it, of 280 px 41.
		expect(named(0, 70.3, 280)).toContain('60 ms');
		expect(named(0, 70.3, 240)).not.toContain('60 ms');
	});

	test('stay with their moments while the axis moves', () => {
		expect(named(5, 91, 358)).toEqual(['20 ms', '40 ms', '60 ms', '80 ms']);
		expect(named(15, 101, 358)).toEqual(['20 ms', '40 ms', '60 ms', '80 ms']);
	});

	test('a lone tick is named where it fits', () => {
		expect(named(0, 0, 100)).toEqual(['0']);
		expect(named(0, 0, 1)).toEqual([]);
	});
});

test('fraction is 0 at the left edge and 1 at the right', () => {
	const window = { fromMs: 100, toMs: 300 };
	expect([100, 200, 300, 0, 400].map((at) => fraction(at, window))).toEqual([0, 0.5, 1, -0.5, 1.5]);
	expect(fraction(5, { fromMs: 5, toMs: 5 })).toBe(0);
});

test('now stands at 89 % of the width while a trace is open', () => {
	expect(fraction(1248, wholeWindow(1248, true))).toBeCloseTo(0.89, 10);
	expect(fraction(1248, wholeWindow(1248, false))).toBeGreaterThan(0.98);
	expect(wholeWindow(0, true).toMs).toBeGreaterThan(0);
});
