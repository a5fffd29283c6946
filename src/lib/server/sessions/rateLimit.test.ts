import { describe, expect, test } from 'bun:test';
import { RateLimit } from './rateLimit';

describe('RateLimit', () => {
	test('lets no more pass in any one second, wherever that begins', () => {
		const limit = new RateLimit(10);
		const passed: number[] = [];
		for (let ms = 0; ms < 5000; ms += 7) if (limit.pass(ms)) passed.push(ms);
		for (const from of passed) {
			expect(passed.filter((ms) => ms >= from && ms < from + 1000).length).toBeLessThanOrEqual(10);
		}
		expect(passed.length).toBeGreaterThanOrEqual(49);
	});

	test('of nothing lets nothing pass', () => {
		expect(new RateLimit(0).pass(1)).toBe(false);
	});
});
