import { expect, test } from 'bun:test';
import { lanes } from './lanes';

test('runs no more than so many at a time, in the order in which they came, and survives failures', async () => {
	const inLane = lanes(2);
	const begun: number[] = [];
	let busy = 0;
	let most = 0;
	const work = (n: number) => async () => {
		begun.push(n);
		most = Math.max(most, ++busy);
		await Bun.sleep(1);
		busy -= 1;
		if (n % 2 === 0) throw new Error(String(n));
		return n;
	};
	const ended = await Promise.allSettled([0, 1, 2, 3, 4, 5].map((n) => inLane(work(n))));
	expect(most).toBe(2);
	expect(begun).toEqual([0, 1, 2, 3, 4, 5]);
	expect(ended.map(({ status }) => status)).toEqual([
		'rejected',
		'fulfilled',
		'rejected',
		'fulfilled',
		'rejected',
		'fulfilled',
	]);
	expect(await inLane(() => Promise.resolve('free'))).toBe('free');
});
