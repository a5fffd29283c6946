import { context, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import { SQL } from 'bun';
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import { instrumentSql } from '../../src/telemetry/instrumentation/sql';
import type { LiveSpan } from '../../src/telemetry/live/types';
import { histogramCount } from '../../src/telemetry/testing/histogramCount';
import { liveStore } from '../../src/telemetry/testing/live';
import { eventually } from '../support/eventually';
import { startPostgres, type PostgresServer } from '../support/postgres';

setDefaultTimeout(60_000);

let postgres: PostgresServer;
let url = '';

beforeAll(async () => {
	instrumentSql();
	postgres = await startPostgres();
	url = await postgres.createDatabase();
});

afterAll(() => postgres.stop());

async function queriesOf(fn: () => unknown): Promise<LiveSpan[]> {
	const traceId = await context.with(ROOT_CONTEXT, () =>
		trace.getTracer('test').startActiveSpan('operation', async (span) => {
			await fn();
			span.end();
			return span.spanContext().traceId;
		}),
	);
	const [operation, ...others] = liveStore().trace(traceId);
	const queries = others.filter(({ scope }) => scope === 'glasshouse.sql');
	for (const query of queries) {
		expect(query.parentSpanId).toBe(operation?.spanId ?? 'no operation');
		expect(query.endTimeUnixNano).not.toBeNull();
	}
	return queries;
}

test('Bun.sql tells the database, the SQLSTATE, and how long it took', async () => {
	const db = new SQL(url);
	const [span, ...others] = await queriesOf(async () => {
		await db`select ${'hush'}::uuid`.catch(() => undefined);
	});
	const { hostname, port, pathname } = new URL(url);
	expect(others).toEqual([]);
	expect(span).toMatchObject({
		name: 'SELECT',
		kind: 'client',
		status: { code: 'error', message: 'data exception (22P02)' },
		attributes: {
			'db.system.name': 'postgresql',
			'db.namespace': pathname.slice(1),
			'db.response.status_code': '22P02',
			'error.type': '22P02',
			'server.address': hostname,
			'server.port': Number(port),
		},
		events: [{ name: 'exception', attributes: { 'exception.type': '22P02' } }],
	});
	expect(JSON.stringify(span)).not.toContain('hush');
	const measured = { 'db.namespace': pathname.slice(1), 'error.type': '22P02' };
	expect(await histogramCount('db.client.operation.duration', measured)).toBe(1);
	await db.close();
});

test('a query that is cancelled has an end, and no error', async () => {
	const db = new SQL(url);
	const [span] = await queriesOf(async () => {
		const query = db`select pg_sleep(60)`.execute();
		// Not before the server is at it: what it has not begun it cannot cancel.
		await context.with(suppressTracing(ROOT_CONTEXT), () =>
			eventually('the query to run', async () => {
				const rows: unknown[] = await db`select 1 from pg_stat_activity where wait_event = 'PgSleep'`;
				return rows.length > 0 ? true : undefined;
			}),
		);
		void query.cancel();
		await query.catch(() => undefined);
	});
	expect(span).toMatchObject({ name: 'SELECT', status: { code: 'unset' } });
	await db.close();
});

test('a reserved connection, a file, several statements and COPY are told', async () => {
	const db = new SQL(url, { max: 2 });
	const file = `${import.meta.dir}/../support/postgresScenes/select.sql`;
	const queries = await queriesOf(async () => {
		await db.unsafe('create table copied (id int); insert into copied values (1), (2)').simple();
		const reserved = await db.reserve();
		await reserved`select id from copied`;
		void reserved.release();
		await db.file(file);
		expect(await new Response(db`copy copied to stdout`.readable()).text()).toBe('1\n2\n');
	});
	expect(queries.map(({ name }) => name)).toEqual([
		'CREATE TABLE copied INSERT copied',
		'SELECT copied',
		'SELECT pg_class',
		'COPY copied',
	]);
	await db.close();
});

test('100 at a time on 3 connections that are opened for them: every query under its own', async () => {
	const db = new SQL(url, { max: 3 });
	const all = await Promise.all(
		Array.from({ length: 100 }, (_, index) =>
			queriesOf(() =>
				db.begin(async (tx) => {
					await tx.unsafe('select $1::text as a', [String(index)]);
					await tx.savepoint((savepoint) => savepoint`select 2`);
				}),
			),
		),
	);
	for (const queries of all) {
		expect(queries.map(({ name }) => name)).toEqual([
			'BEGIN',
			'SELECT',
			'SAVEPOINT',
			'SELECT',
			'RELEASE',
			'COMMIT',
		]);
	}
	await db.close();
});
