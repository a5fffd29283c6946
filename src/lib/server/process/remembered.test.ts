import { expect, test } from 'bun:test';
import { remembered } from './remembered';

const errors: unknown[] = [];
const onError = (error: unknown) => errors.push(error);

test('those who ask within the time share one answer', async () => {
	let read = 0;
	const latest = remembered(() => Promise.resolve((read += 1)), { freshMs: 60_000, boundMs: 1000, onError });
	expect(await Promise.all([latest(), latest()])).toEqual([1, 1]);
	expect(await latest()).toBe(1);
	expect(read).toBe(1);
});

test('asks anew once the answer is old', async () => {
	let read = 0;
	const latest = remembered(() => Promise.resolve((read += 1)), { freshMs: 0, boundMs: 1000, onError });
	expect([await latest(), await latest()]).toEqual([1, 2]);
});

test('an error is told and is no answer', async () => {
	const failing = new Error('away');
	const latest = remembered(() => Promise.reject(failing), { freshMs: 60_000, boundMs: 1000, onError });
	expect(await latest()).toBeUndefined();
	expect(errors).toEqual([failing]);
});

test('what throws before there is a promise is an error too', async () => {
	const failing = new Error('not open');
	const latest = remembered<number>(
		() => {
			throw failing;
		},
		{ freshMs: 60_000, boundMs: 1000, onError },
	);
	expect(await latest()).toBeUndefined();
	expect(errors.at(-1)).toBe(failing);
});

test('an answer that does not come is not waited for', async () => {
	const never = Promise.withResolvers<number>().promise;
	const latest = remembered(() => never, { freshMs: 60_000, boundMs: 5, onError });
	expect(await latest()).toBeUndefined();
});
