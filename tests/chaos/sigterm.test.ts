import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { randomBytes } from 'node:crypto';
import { startApp } from '../support/app';
import { Client, untraced } from '../support/client';
import { eventually } from '../support/eventually';
import { startReceiver, type Receiver } from '../support/otlp/receiver';
import { connect, startPostgres, waitingForLocks, type PostgresServer } from '../support/postgres';
import { startTarget, type Target } from '../support/target';

const CLIENTS = 30;
const ENOUGH = 500;

describe('SIGTERM', () => {
	let postgres: PostgresServer;
	let receiver: Receiver;
	let target: Target;
	let env: Record<string, string>;

	beforeAll(async () => {
		postgres = await startPostgres();
		receiver = startReceiver();
		target = await startTarget();
		env = { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, OTEL_BSP_MAX_QUEUE_SIZE: '100000' };
	});

	afterAll(async () => {
		await target.stop();
		await receiver.stop();
		await postgres.stop();
	});

	test('under load: no request that was begun fails, no span that had ended is lost', async () => {
		const app = await startApp({ env: { ...env, DATABASE_URL: await postgres.createDatabase() } });
		const client = new Client(app.url);
		const check = await client.createCheck({ url: `${target.url}/slow?ms=50` });
		const load = startLoad(
			app.url,
			[`/api/v1/checks/${check.id}`, `/checks/${check.id}`, '/', '/healthz'],
			check.id,
		);
		await eventually('the load', () => load.answered.size >= ENOUGH);
		expect(await app.stop()).toBe(0);
		await load.end();
		expect(load.bad).toEqual([]);
		const begun = new Set(
			receiver.spans.filter(({ kind }) => kind === 'server').map(({ traceId }) => traceId),
		);
		expect([...load.failed].filter((traceId) => begun.has(traceId))).toEqual([]);
		expect([...load.answered].filter((traceId) => !begun.has(traceId))).toEqual([]);
		await app.dispose();
	});

	test('lets requests and runs that are in flight finish, and takes no new ones', async () => {
		const databaseUrl = await postgres.createDatabase();
		const app = await startApp({ env: { ...env, DATABASE_URL: databaseUrl } });
		const client = new Client(app.url);
		target.hold();
		const check = await client.createCheck({ url: `${target.url}/held` });
		const runId = await client.startRun(check.id);
		await eventually('the request', () => target.seenAt('/held').length === 1);
		const db = await connect(databaseUrl);
		await db.query('begin');
		await db.query('lock table checks in access exclusive mode');
		const inFlight = Array.from({ length: 5 }, () => client.request('GET', `/api/v1/checks/${check.id}`));
		await eventually('the requests to wait', async () => (await waitingForLocks(db)) >= inFlight.length);
		app.signal('SIGTERM');
		await eventually('new requests to be refused', () =>
			untraced(`${app.url}/healthz`, { headers: { connection: 'close' } }).then(
				() => false,
				() => true,
			),
		);
		target.release();
		await db.query('rollback');
		for (const response of await Promise.all(inFlight)) {
			expect(response.status).toBe(200);
			expect(await response.json()).toMatchObject({ id: check.id });
		}
		expect(await app.exited).toBe(0);
		const { rows } = await db.query<{ state: string }>('select state from runs where id = $1', [runId]);
		expect(rows).toEqual([{ state: 'passed' }]);
		await db.end();
		await app.dispose();
	});

	test('does not wait longer than it was told to, and still ends with 0', async () => {
		const app = await startApp({
			env: { ...env, DATABASE_URL: await postgres.createDatabase(), GLASSHOUSE_SHUTDOWN_TIMEOUT_MS: '500' },
		});
		const client = new Client(app.url);
		target.hold();
		const check = await client.createCheck({ url: `${target.url}/held`, timeoutMs: 120_000 });
		const before = target.seenAt('/held').length;
		const runId = await client.startRun(check.id);
		await eventually('the request', () => target.seenAt('/held').length === before + 1);
		const live = await client.request('GET', `/api/v1/live?session=${runId}`);
		const reading = live.text();
		const startMs = performance.now();
		expect(await app.stop()).toBe(0);
		expect(performance.now() - startMs).toBeLessThan(12_000);
		await reading.catch(() => undefined);
		target.release();
		await app.dispose();
	});
});

/** Clients that ask without a pause, each time over a new connection and in a trace of its own, until refused. */
function startLoad(url: string, paths: string[], checkId: string) {
	/** Trace ids of requests that got a whole answer, and of those that got none. */
	const answered = new Set<string>();
	const failed = new Set<string>();
	const bad: string[] = [];
	const one = async (path: string, method: string): Promise<boolean> => {
		const traceId = randomBytes(16).toString('hex');
		const headers = {
			traceparent: `00-${traceId}-${randomBytes(8).toString('hex')}-01`,
			connection: 'close',
		};
		try {
			const response = await untraced(url + path, { method, headers, redirect: 'manual' });
			await response.arrayBuffer();
			answered.add(traceId);
			// While it stops, it may say that it is stopping; anything else would be a failure.
			if (!response.ok && response.status !== 503) bad.push(`${method} ${path}: ${response.status}`);
			return true;
		} catch {
			failed.add(traceId);
			return false;
		}
	};
	const clients = Array.from({ length: CLIENTS }, async (_, i) => {
		for (let n = i; ; n += 1) {
			const starting = n % 10 === 0;
			const path = starting ? `/api/v1/checks/${checkId}/run` : (paths[n % paths.length] ?? '/');
			if (!(await one(path, starting ? 'POST' : 'GET'))) return;
		}
	});
	return {
		answered,
		failed,
		bad,
		end: async () => {
			await Promise.all(clients);
		},
	};
}
