import { beforeAll, expect, test } from 'bun:test';
import { engineState } from './engineState';
import { whileDatabaseIsAway } from './whileDatabaseIsAway';

const AWAY = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });
const never = new AbortController().signal;

// Another file's tests may have stopped an engine in this process.
beforeAll(() => {
	engineState.stopping = false;
});

function failing(times: number, error: Error) {
	let done = 0;
	return {
		count: () => done,
		work: () => {
			done += 1;
			return done > times ? Promise.resolve('done') : Promise.reject(error);
		},
	};
}

test('it does again what failed because the database was away', async () => {
	const { work, count } = failing(2, AWAY);
	expect(await whileDatabaseIsAway(work, never, [1, 1])).toBe('done');
	expect(count()).toBe(3);
});

test('it gives up in the end', async () => {
	const { work, count } = failing(9, AWAY);
	expect(await whileDatabaseIsAway(work, never, [1, 1]).catch((error: unknown) => error)).toBe(AWAY);
	expect(count()).toBe(3);
});

test('any other error is thrown at once', async () => {
	const broken = new Error('broken');
	const { work, count } = failing(1, broken);
	expect(await whileDatabaseIsAway(work, never, [1]).catch((error: unknown) => error)).toBe(broken);
	expect(count()).toBe(1);
});

test('a signal ends the waiting, and what is thrown is what went wrong', async () => {
	const leaving = new AbortController();
	const { work } = failing(9, AWAY);
	const result = whileDatabaseIsAway(work, leaving.signal, [60_000]).catch((error: unknown) => error);
	leaving.abort();
	expect(await result).toBe(AWAY);
});

test('an engine that stops waits for nothing', async () => {
	engineState.stopping = true;
	const { work, count } = failing(9, AWAY);
	expect(await whileDatabaseIsAway(work, never, [60_000]).catch((error: unknown) => error)).toBe(AWAY);
	expect(count()).toBe(1);
	engineState.stopping = false;
});
