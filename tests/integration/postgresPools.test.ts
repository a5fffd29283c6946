import { context, ROOT_CONTEXT, trace, type Span } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test';
import pg from 'pg';
import type { LiveSpan } from '../../src/telemetry/live/types';
import { histogramCount } from '../../src/telemetry/testing/histogramCount';
import { liveStore } from '../../src/telemetry/testing/live';
import { metricSum } from '../../src/telemetry/testing/metricSum';
import { startPostgres, type PostgresServer } from '../support/postgres';
import { failure } from '../support/postgresScenes/scene';

setDefaultTimeout(60_000);

let postgres: PostgresServer;

beforeAll(async () => {
	postgres = await startPostgres();
});

afterAll(() => postgres.stop());

/** A pool on a database of its own, so that nothing else has its name. */
async function aPool(config: pg.PoolConfig = {}): Promise<{ pool: pg.Pool; name: string }> {
	const url = await postgres.createDatabase();
	const { host, pathname } = new URL(url);
	const pool = new pg.Pool({ connectionString: url, ...config });
	pool.on('error', () => undefined); // the server may be gone before the last connection has said goodbye
	return { pool, name: `${host}${pathname}` };
}

async function within<T>(
	name: string,
	fn: (span: Span) => Promise<T>,
): Promise<{ spans: LiveSpan[]; result: T }> {
	return context.with(ROOT_CONTEXT, () =>
		trace.getTracer('test').startActiveSpan(name, async (span) => {
			const result = await fn(span);
			span.end();
			return { spans: liveStore().trace(span.spanContext().traceId), result };
		}),
	);
}

const named = (spans: LiveSpan[], name: string) => spans.filter((span) => span.name === name);
const durationMs = ({ startTimeUnixNano: start, endTimeUnixNano: end }: LiveSpan) =>
	Number(BigInt(end ?? 0) - BigInt(start)) / 1e6;

describe('the wait for a connection', () => {
	test('is a span where it was long: under who waited, as long as the wait, and not a call of the database', async () => {
		const { pool, name } = await aPool({ max: 1 });
		const [first, second] = await Promise.all([
			within('first', () => pool.query('select pg_sleep(0.03)')),
			within('second', () => pool.query('select 2 as second')),
		]);
		const [operation] = named(second.spans, 'second');
		const [wait] = named(second.spans, 'pg-pool.connect');
		expect(wait).toMatchObject({ kind: 'internal', parentSpanId: operation?.spanId });
		expect(wait?.attributes).toEqual({
			'db.namespace': name.split('/')[1] ?? '',
			'db.client.connection.pool.name': name,
		});
		const [slow] = named(first.spans, 'SELECT');
		if (wait === undefined || operation === undefined || slow === undefined)
			throw new Error('A span is missing');
		expect(BigInt(wait.startTimeUnixNano)).toBeGreaterThanOrEqual(BigInt(operation.startTimeUnixNano));
		expect(durationMs(wait)).toBeGreaterThanOrEqual(durationMs(slow));
		expect(named(second.spans, 'SELECT')).toMatchObject([{ parentSpanId: operation.spanId }]);
		expect(named(second.spans, 'pg.connect')).toEqual([]);
		await pool.end();
	});

	test('is none where it was short', async () => {
		const { pool } = await aPool();
		await pool.query('select 1');
		const { spans } = await within('many', async () => {
			for (let query = 0; query < 200; query += 1) await pool.query('select 1');
		});
		const waits = named(spans, 'pg-pool.connect');
		expect(named(spans, 'SELECT')).toHaveLength(200);
		expect(waits.every((wait) => durationMs(wait) > 1)).toBe(true);
		expect(waits.length).toBeLessThan(20);
		await pool.end();
	});

	test('that was too long is an error, and counted', async () => {
		const { pool, name } = await aPool({ max: 1 });
		const taken = await pool.connect();
		pool.options.connectionTimeoutMillis = 20;
		const { spans } = await within('impatient', () => failure(() => pool.query('select 1')));
		taken.release();
		await pool.end();
		expect(named(spans, 'pg-pool.connect')).toMatchObject([
			{
				status: { code: 'error', message: 'timeout exceeded when trying to connect' },
				attributes: { 'error.type': 'timeout' },
			},
		]);
		expect(named(spans, 'SELECT')).toEqual([]);
		const pools = { 'db.client.connection.pool.name': name };
		expect(await metricSum('db.client.connection.timeouts', pools)).toBe(1);
	});
});

describe('the opening of a connection', () => {
	test('is a span under who needed it, also where it is opened in the turn of another', async () => {
		const { pool } = await aPool({ max: 1, maxUses: 1 });
		const both = await Promise.all([
			within('first', () => pool.query('select 1')),
			within('second', () => pool.query('select 2')),
		]);
		for (const { spans } of both) {
			const [operation] = spans;
			expect(named(spans, 'pg.connect')).toMatchObject([{ kind: 'client', parentSpanId: operation?.spanId }]);
			expect(named(spans, 'SELECT')).toMatchObject([{ parentSpanId: operation?.spanId }]);
		}
		await pool.end();
	});

	test('that fails tells why', async () => {
		const url = new URL(await postgres.createDatabase());
		url.password = 'hush';
		const wrong = await within('wrong password', () => failure(() => new pg.Client(url.href).connect()));
		expect(named(wrong.spans, 'pg.connect')).toMatchObject([
			{
				status: { code: 'error', message: 'invalid authorization specification (28P01)' },
				attributes: { 'error.type': '28P01', 'db.response.status_code': '28P01' },
			},
		]);
		const refused = await within('no server', () =>
			failure(() => new pg.Pool({ host: '127.0.0.1', port: 1, database: 'nowhere' }).query('select 1')),
		);
		expect(named(refused.spans, 'pg.connect')).toMatchObject([
			{ status: { code: 'error' }, attributes: { 'error.type': 'ECONNREFUSED', 'server.port': 1 } },
		]);
	});

	test('that is given up has an end', async () => {
		const silent = Bun.listen({ hostname: '127.0.0.1', port: 0, socket: { data() {} } });
		const { spans } = await within('given up', async () => {
			const client = new pg.Client({ host: '127.0.0.1', port: silent.port });
			void client.connect();
			await new Promise((resolve) => setTimeout(resolve, 10));
			const ended = new Promise((resolve) => client.once('end', resolve));
			void client.end();
			await ended;
		});
		silent.stop(true);
		expect(named(spans, 'pg.connect')).toMatchObject([{ status: { code: 'unset' } }]);
		expect(spans.filter(({ endTimeUnixNano }) => endTimeUnixNano === null)).toEqual([]);
	});

	test('asks for the password under its own span', async () => {
		const url = new URL(await postgres.createDatabase());
		const { spans, result } = await within('with a password', async () => {
			let active: string | undefined;
			const client = new pg.Client({
				host: url.hostname,
				port: Number(url.port),
				user: url.username,
				database: url.pathname.slice(1),
				password: () => {
					active = trace.getActiveSpan()?.spanContext().spanId;
					return 'password';
				},
			});
			await client.connect();
			await client.end();
			return active;
		});
		const [connect] = named(spans, 'pg.connect');
		// Without a password being asked for there is nothing to see; the server of the tests asks.
		expect(result).toBe(connect?.spanId);
	});

	test('tells a unix socket by its path, without a port', async () => {
		const { spans } = await within('socket', () =>
			failure(() => new pg.Client({ host: '/tmp/nowhere', port: 7, database: 'x' }).connect()),
		);
		const [connect] = named(spans, 'pg.connect');
		expect(connect?.attributes).toMatchObject({ 'server.address': '/tmp/nowhere/.s.PGSQL.7' });
		expect(connect?.attributes).not.toHaveProperty('server.port');
	});
});

describe('the metrics of a pool', () => {
	const at = (name: string, state?: string) => ({
		'db.client.connection.pool.name': name,
		...(state === undefined ? {} : { 'db.client.connection.state': state }),
	});
	const count = (name: string, state: string) => metricSum('db.client.connection.count', at(name, state));

	test('count what is idle, used, allowed and awaited, until the pool is ended', async () => {
		const { pool, name } = await aPool({ max: 2 });
		const [one, two] = await Promise.all([pool.connect(), pool.connect()]);
		const waiting = pool.query('select 1');
		expect(await count(name, 'used')).toBe(2);
		expect(await count(name, 'idle')).toBe(0);
		expect(await metricSum('db.client.connection.max', at(name))).toBe(2);
		expect(await metricSum('db.client.connection.pending_requests', at(name))).toBe(1);
		one.release();
		await waiting;
		two.release();
		expect(await count(name, 'idle')).toBe(2);
		expect(await count(name, 'used')).toBe(0);
		await pool.end();
		expect(await metricSum('db.client.connection.max', at(name))).toBe(0);
	});

	test('of two pools with one name are their sum', async () => {
		const { pool, name } = await aPool({ max: 2 });
		const other = new pg.Pool({ ...pool.options, max: 3 });
		other.on('error', () => undefined);
		await Promise.all([pool.query('select 1'), other.query('select 1')]);
		expect(await metricSum('db.client.connection.max', at(name))).toBe(5);
		expect(await count(name, 'idle')).toBe(2);
		await Promise.all([pool.end(), other.end()]);
	});

	test('tell how long connections were waited for, opened and used', async () => {
		const { pool, name } = await aPool({ max: 1 });
		await Promise.all([pool.query('select 1'), pool.query('select 2')]);
		const taken = await pool.connect();
		taken.release();
		await pool.end();
		expect(await histogramCount('db.client.connection.wait_time', at(name))).toBe(3);
		expect(await histogramCount('db.client.connection.create_time', at(name))).toBe(1);
		expect(await histogramCount('db.client.connection.use_time', at(name))).toBe(3);
	});

	test('say nothing of what is done where tracing is suppressed', async () => {
		const { pool, name } = await aPool({ max: 1 });
		await context.with(suppressTracing(ROOT_CONTEXT), async () => {
			await Promise.all([pool.query('select 1'), pool.query('select 2')]);
		});
		expect(await histogramCount('db.client.connection.wait_time', at(name))).toBe(0);
		expect(await histogramCount('db.client.operation.duration', { 'db.namespace': name.split('/')[1] })).toBe(
			0,
		);
		expect(await metricSum('db.client.connection.max', at(name))).toBe(0);
		await pool.query('select 3');
		expect(await histogramCount('db.client.connection.wait_time', at(name))).toBe(1);
		expect(await metricSum('db.client.connection.max', at(name))).toBe(1);
		await pool.end();
	});

	test('of queries outside any span are kept, too', async () => {
		const { pool, name } = await aPool({ max: 1 });
		await context.with(ROOT_CONTEXT, () => pool.query('select 1 as nobody'));
		await failure(() => pool.query('select 1 from nowhere'));
		await pool.end();
		const database = { 'db.namespace': name.split('/')[1] };
		expect(
			await histogramCount('db.client.operation.duration', { ...database, 'db.query.summary': 'SELECT' }),
		).toBe(1);
		expect(await histogramCount('db.client.operation.duration', { ...database, 'error.type': '42P01' })).toBe(
			1,
		);
	});
});

test('a suppressed query that waits in a pool stays suppressed, and the next one does not become so', async () => {
	const { pool } = await aPool({ max: 1 });
	const seen: (string | undefined)[] = [];
	const suppressed = context.with(suppressTracing(ROOT_CONTEXT), () =>
		Promise.all([pool.query('select pg_sleep(0.01)'), pool.query('select 1')]),
	);
	const { spans } = await within('traced', async (span) => {
		await pool.query('select 2');
		seen.push(trace.getActiveSpan()?.spanContext().spanId, span.spanContext().spanId);
		await suppressed;
	});
	expect(seen[0]).toBe(seen[1] ?? 'none');
	expect(named(spans, 'SELECT')).toHaveLength(1);
	await pool.end();
});
