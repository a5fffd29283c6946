import { afterAll, beforeAll, expect, test } from 'bun:test';
import { closePool, createPool } from './pool';
import { createTestDatabase, type TestDatabase } from './testDatabase';

let made: TestDatabase;
beforeAll(async () => {
	made = await createTestDatabase();
});
afterAll(() => made.drop());

/** How many connections of a pool were closed by the time that `end` was through. */
async function closedBy(end: (pool: ReturnType<typeof createPool>) => Promise<void>): Promise<number> {
	const pool = createPool(made.url);
	let removed = 0;
	pool.on('remove', () => (removed += 1));
	const clients = await Promise.all([pool.connect(), pool.connect(), pool.connect()]);
	for (const client of clients) client.release();
	await end(pool);
	return removed;
}

test('a pool is closed when its last connection is, which the end of the pool alone does not wait for', async () => {
	expect(await closedBy((pool) => pool.end())).toBe(0);
	expect(await closedBy(closePool)).toBe(3);
});

test('a pool that never connected is closed at once', async () => {
	await closePool(createPool(made.url));
});
