import { describe, expect, test } from 'bun:test';
import { heatMap, type HeatPoint } from './heatMap';
import { countIn, slowBand } from './slowBand';

const FROM = Date.UTC(2026, 10, 21, 13, 0, 0);
const MINUTE = 60_000;
/** `count` traces a minute over some minutes of the hour, taking turns at the durations. */
const every = (from: number, to: number, count: number, ...tookMs: number[]): HeatPoint[] =>
	Array.from({ length: (to - from) * count }, (_, at) => ({
		startMs: FROM + (from + at / count) * MINUTE,
		tookMs: tookMs[at % tookMs.length] ?? 0,
		failed: false,
	}));
const bandIn = (...points: HeatPoint[][]) => slowBand(heatMap(points.flat(), FROM, FROM + 60 * MINUTE));

describe('slow band', () => {
	test('is found where it opened, with what is in it', () => {
		const band = bandIn(every(0, 60, 5, 10, 20, 30), every(40, 60, 2, 2000, 3000));
		expect(band).toMatchObject({ fromColumn: 40, toColumn: 59, count: 40, stillThere: true });
	});

	test('is told as over where it closed', () => {
		const band = bandIn(every(0, 60, 5, 10, 20), every(20, 30, 2, 2000));
		expect(band).toMatchObject({ fromColumn: 20, toColumn: 29, count: 20, stillThere: false });
	});

	test('is none where all is as ever, however widely it varies', () => {
		expect(bandIn(every(0, 60, 8, 5, 50, 500, 5000))).toBeNull();
	});

	test('is none where it is only a little slower', () =>
		expect(bandIn(every(0, 30, 5, 10), every(30, 60, 5, 20))).toBeNull());

	test('is none before it is known what is usual', () =>
		expect(bandIn(every(0, 3, 5, 10), every(3, 10, 5, 2000))).toBeNull());

	test('is none for a few slow ones, here and there or at once', () => {
		expect(bandIn(every(0, 60, 5, 10), every(20, 60, 0.1, 2000))).toBeNull();
		expect(bandIn(every(0, 60, 5, 10), every(20, 21, 20, 2000))).toBeNull();
	});

	test('of an empty map there is none', () => expect(bandIn()).toBeNull());

	test('counts what lies in a rectangle', () => {
		const { cells } = heatMap(every(0, 4, 2, 10, 1000), FROM, FROM + 60 * MINUTE);
		expect(countIn(cells, { fromColumn: 1, toColumn: 2, fromRow: 0, toRow: 0 })).toBe(2);
	});
});
