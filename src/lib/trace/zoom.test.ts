import { describe, expect, test } from 'bun:test';
import { inside, panned, withEdge, zoomed } from './zoom';

const whole = { fromMs: 0, toMs: 100 };
const at = (fromMs: number, toMs: number) => ({ fromMs, toMs });

describe('zoom and pan', () => {
	test('the moment under the pointer stays where it was', () => {
		expect(zoomed(whole, whole, 25, 0.5)).toEqual(at(12.5, 62.5));
		expect(zoomed(at(12.5, 62.5), whole, 25, 0.5)).toEqual(at(18.75, 43.75));
	});

	test('a window never leaves the whole', () => {
		expect(zoomed(at(60, 90), whole, 60, 10)).toEqual(whole);
		expect(inside(at(-20, 30), whole)).toEqual(at(0, 50));
		expect(inside(at(80, 130), whole)).toEqual(at(50, 100));
	});

	test('nor does it become nothing', () => {
		const tiny = zoomed(whole, whole, 50, 0);
		expect(tiny.toMs - tiny.fromMs).toBeCloseTo(0.001, 9);
	});

	test('panning keeps the length, also at the ends', () => {
		expect(panned(at(20, 40), whole, 0.5)).toEqual(at(30, 50));
		expect(panned(at(20, 40), whole, -9)).toEqual(at(0, 20));
		expect(panned(at(20, 40), whole, 9)).toEqual(at(80, 100));
	});

	test('an edge moves alone and stops before the other', () => {
		expect(withEdge(at(20, 40), whole, 'from', 30)).toEqual(at(30, 40));
		expect(withEdge(at(20, 40), whole, 'to', 300)).toEqual(at(20, 100));
		const shut = withEdge(at(20, 40), whole, 'from', 99);
		expect(shut.fromMs).toBeLessThan(shut.toMs);
		expect(withEdge(at(20, 40), whole, 'to', 0).toMs).toBeGreaterThan(20);
	});
});
