import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { startApp } from '../support/app';
import { eventually } from '../support/eventually';
import { freePort } from '../support/ports';
import { connect, startPostgres, waitingForLocks, type PostgresServer } from '../support/postgres';

/** Well under the 30 s for which the database is waited for. */
const SOON_MS = 10_000;

describe('told to stop while it starts, Glasshouse ends with 0', () => {
	let postgres: PostgresServer;

	beforeAll(async () => {
		postgres = await startPostgres();
	});

	afterAll(() => postgres.stop());

	test.each(['SIGTERM', 'SIGINT'] as const)(
		'while it waits for the database (%s), and leaves nothing behind',
		async (signal) => {
			const env = { DATABASE_URL: `postgres://postgres:password@127.0.0.1:${await freePort()}/none` };
			const app = await startApp({ env, ready: false });
			await app.line(/Waiting for the/);
			const startMs = performance.now();
			app.signal(signal);
			// Only once everybody who could still write to it has gone is its output at an end.
			expect(await app.exited).toBe(0);
			expect(performance.now() - startMs).toBeLessThan(SOON_MS);
			await app.dispose();
		},
	);

	test('while it joins the others: what it has begun is given up, not finished', async () => {
		const databaseUrl = await postgres.createDatabase();
		const first = await startApp({ env: { DATABASE_URL: databaseUrl } });
		expect(await first.stop()).toBe(0);
		await first.dispose();
		const db = await connect(databaseUrl);
		await db.query('begin');
		await db.query('lock table instances in access exclusive mode');
		const app = await startApp({ env: { DATABASE_URL: databaseUrl }, ready: false });
		await eventually('the start to wait', async () => (await waitingForLocks(db)) > 0);
		app.signal('SIGTERM');
		await Bun.sleep(300);
		await db.query('rollback');
		expect(await app.exited).toBe(0);
		expect(app.output()).not.toContain('Glasshouse has started');
		expect(app.output()).not.toContain('"level":"error"');
		await db.end();
		await app.dispose();
	});
});
