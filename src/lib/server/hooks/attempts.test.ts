import { describe, expect, test } from 'bun:test';
import { AppError } from '$server/errors';
import { Attempts, BEARER_COST, SIGN_IN_COST } from './attempts';

const PER_ADDRESS = 30;
const TOGETHER = 300;

async function refusalOf(judging: Promise<boolean>): Promise<AppError | boolean> {
	return judging.catch((error: unknown) => {
		if (error instanceof AppError) return error;
		throw error;
	});
}

async function wrong(attempts: Attempts, address: string, times: number, cost = BEARER_COST): Promise<void> {
	for (let n = 0; n < times; n++) expect(await attempts.judge(address, false, cost)).toBe(false);
}

describe('Attempts', () => {
	test('right tokens cost nothing', async () => {
		const attempts = new Attempts();
		for (let n = 0; n < 1000; n++) expect(await attempts.judge('192.0.2.1', true, SIGN_IN_COST)).toBe(true);
	});

	test('refuses an address after ten wrong sign-ins, the right token included', async () => {
		const attempts = new Attempts();
		await wrong(attempts, '192.0.2.1', PER_ADDRESS / SIGN_IN_COST, SIGN_IN_COST);
		for (const right of [false, true]) {
			const refusal = await refusalOf(attempts.judge('192.0.2.1', right, SIGN_IN_COST));
			expect(refusal).toMatchObject({ code: 'TOO_MANY_REQUESTS', status: 429 });
			expect(refusal).toHaveProperty('data.retryAfterSeconds', 60);
		}
		expect(await attempts.judge('192.0.2.2', true, SIGN_IN_COST)).toBe(true);
	});

	test('takes a /64 of IPv6 for one address', async () => {
		const attempts = new Attempts();
		await wrong(attempts, '2001:db8:0:1::1', PER_ADDRESS);
		expect(await refusalOf(attempts.judge('2001:db8:0:1:ffff::2', false, 1))).toBeInstanceOf(AppError);
		expect(await attempts.judge('2001:db8:0:2::1', false, 1)).toBe(false);
	});

	test('counts parallel attempts one by one', async () => {
		const attempts = new Attempts();
		const judged = await Promise.all(
			Array.from({ length: 100 }, () => refusalOf(attempts.judge('192.0.2.1', false, BEARER_COST))),
		);
		expect(judged.filter((verdict) => verdict === false)).toHaveLength(PER_ADDRESS);
	});

	test('limits all addresses together, without locking out one that had the right token', async () => {
		const attempts = new Attempts();
		await attempts.judge('192.0.2.1', true, BEARER_COST);
		for (let host = 0; host < TOGETHER / 10; host++) await wrong(attempts, `198.51.100.${host}`, 10);
		expect(await refusalOf(attempts.judge('203.0.113.1', false, BEARER_COST))).toBeInstanceOf(AppError);
		expect(await refusalOf(attempts.judge('203.0.113.2', true, BEARER_COST))).toBeInstanceOf(AppError);
		expect(await attempts.judge('192.0.2.1', true, BEARER_COST)).toBe(true);
	});
});
