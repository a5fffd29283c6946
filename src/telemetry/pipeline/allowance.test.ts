import { afterEach, beforeEach, describe, expect, jest, test } from 'bun:test';
import { Allowance } from './allowance';

const taken = (allowance: Allowance, asked: number) =>
	Array.from({ length: asked }, () => allowance.take()).filter(Boolean).length;

describe('an allowance', () => {
	let nowMs = 0;
	const { now } = performance;

	beforeEach(() => {
		nowMs = 1_000;
		performance.now = jest.fn(() => nowMs);
	});

	afterEach(() => {
		performance.now = now;
	});

	test('gives as many as may come at once, and then none', () => {
		expect(taken(new Allowance(3, 10), 5)).toBe(3);
	});

	test('gives so many a second from then on, however often it is asked', () => {
		const allowance = new Allowance(3, 10);
		taken(allowance, 5);
		let given = 0;
		for (let ms = 0; ms < 2_000; ms += 7) {
			nowMs += 7;
			given += taken(allowance, 2);
		}
		expect(given).toBeGreaterThanOrEqual(19);
		expect(given).toBeLessThanOrEqual(21);
	});

	test('saves up no more than may come at once', () => {
		const allowance = new Allowance(3, 10);
		taken(allowance, 3);
		nowMs += 60_000;
		expect(taken(allowance, 10)).toBe(3);
	});

	test('of nothing gives nothing', () => {
		const allowance = new Allowance(0, 0);
		nowMs += 60_000;
		expect(taken(allowance, 3)).toBe(0);
	});
});
