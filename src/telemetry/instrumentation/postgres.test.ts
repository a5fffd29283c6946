import { context, trace } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test';
import { createRequire } from 'node:module';
import pg from 'pg';
import type { LiveSpan } from '../live/types';
import { startPostgres, type PostgresServer } from '../../../tests/support/postgres';
import { liveStore } from '../testing/live';

// Programs of their own, on a machine that may be busy.
setDefaultTimeout(60_000);

let database: PostgresServer;
let pool: pg.Pool;

beforeAll(async () => {
	database = await startPostgres();
	pool = new pg.Pool({ connectionString: await database.createDatabase(), max: 5 });
	pool.on('error', () => {}); // the server may be gone before the last connection has said goodbye
	await pool.query('create table things (id int primary key, name text)');
});

afterAll(async () => {
	await pool.end();
	await database.stop();
});

/** Runs `fn` inside a span and gives back its trace. */
function traceOf(fn: () => Promise<unknown>): Promise<string> {
	return trace.getTracer('test').startActiveSpan('operation', async (span) => {
		await fn();
		span.end();
		return span.spanContext().traceId;
	});
}

/** Runs `fn` inside a span and gives back the spans of its queries. */
async function queriesOf(fn: () => Promise<unknown>): Promise<LiveSpan[]> {
	return liveStore()
		.trace(await traceOf(fn))
		.filter(isQuery);
}

const isQuery = ({ scope, name }: LiveSpan) => scope === 'glasshouse.pg' && !name.includes('connect');

describe('pg', () => {
	test('gives a query a CLIENT span, named by what it does, without its values', async () => {
		const [span] = await queriesOf(() =>
			pool.query('insert into things (id, name) values ($1, $2)', [1, 'hush']),
		);
		expect(span).toMatchObject({ name: 'INSERT things', kind: 'client', status: { code: 'unset' } });
		expect(span?.attributes).toMatchObject({
			'db.system': 'postgresql',
			'db.system.name': 'postgresql',
			'db.namespace': 'test_1',
			'db.operation.name': 'INSERT',
			'db.query.summary': 'INSERT things',
			'db.query.text': 'insert into things (id, name) values ($1, $2)',
			'server.address': '127.0.0.1',
		});
		expect(JSON.stringify(span)).not.toContain('hush');
	});

	test('hides the literals of a query without parameters', async () => {
		const [span] = await queriesOf(() => pool.query("select * from things where name = 'hush'"));
		expect(span?.attributes['db.query.text']).toBe('select * from things where name = ?');
	});

	test('tells an error by its SQLSTATE, without the values that its message quotes', async () => {
		let message = '';
		const [span] = await queriesOf(() =>
			pool.query('select $1::uuid', ['hush']).catch((error: unknown) => (message = String(error))),
		);
		expect(message).toContain('hush');
		expect(span?.status.code).toBe('error');
		expect(span?.attributes).toMatchObject({ 'db.response.status_code': '22P02', 'error.type': '22P02' });
		expect(span?.events[0]).toMatchObject({ name: 'exception', attributes: { 'exception.type': '22P02' } });
		expect(JSON.stringify(span)).not.toContain('hush');
	});

	test('makes no span outside a span, nor where tracing is suppressed', async () => {
		const seen: string[] = [];
		const leave = liveStore().subscribe((event) => seen.push(event.type));
		await pool.query('select 1');
		await context.with(suppressTracing(context.active()), () => pool.query('select 1'));
		leave();
		expect(seen).toEqual([]);
	});

	test('gives the opening of a connection a span of its own, and what it says first', async () => {
		const traceId = await traceOf(async () => {
			const client = new pg.Client({ ...pool.options });
			await client.connect();
			await client.query('select 1');
			await client.end();
		});
		const spans = liveStore().trace(traceId);
		const [operation, connect, query] = spans;
		expect(spans.map(({ name }) => name)).toEqual(['operation', 'pg.connect', 'SELECT']);
		expect(connect).toMatchObject({
			kind: 'client',
			parentSpanId: operation?.spanId,
			attributes: { 'db.system.name': 'postgresql', 'server.address': '127.0.0.1' },
		});
		expect(query?.parentSpanId).toBe(operation?.spanId ?? 'none');
	});

	test('makes one span a query, however often and in how many copies pg is loaded', async () => {
		const require = createRequire(import.meta.url);
		const first: unknown = require('pg');
		for (const path of Object.keys(require.cache)) {
			if (/\/node_modules\/pg(?:-pool)?\//.test(path)) Reflect.deleteProperty(require.cache, path);
		}
		const second = require('pg') as typeof pg;
		expect(second).not.toBe(first as typeof pg);
		expect(require('pg')).toBe(second);
		expect(second.Client).not.toBe(pg.Client);
		const copy = new second.Pool({ ...pool.options, max: 1 });
		copy.on('error', () => {});
		expect(await queriesOf(() => copy.query('select 1'))).toHaveLength(1);
		expect(await queriesOf(() => pool.query('select 1'))).toHaveLength(1);
		await copy.end();
	});

	test('200 requests at a time, 5 connections: every query under its own request', async () => {
		const server = Bun.serve({
			port: 0,
			hostname: '127.0.0.1',
			async fetch(request) {
				const marker = new URL(request.url).pathname.slice(1);
				await pool.query(`select $1::text as marker_${marker}`, [marker]);
				await Bun.sleep(Math.random() * 3);
				const client = await pool.connect();
				await client.query(`select $1::text as marker_${marker}`, [marker]).finally(() => client.release());
				return new Response(trace.getActiveSpan()?.spanContext().traceId);
			},
		});
		const background = Promise.all(Array.from({ length: 50 }, () => pool.query('select 1 as background')));
		const markers = Array.from({ length: 200 }, (_, index) => String(index));
		const traceIds = await Promise.all(
			markers.map(async (marker) => (await fetch(new URL(marker, server.url))).text()),
		);
		await background;
		await server.stop(true);
		expect(new Set(traceIds).size).toBe(200);
		for (const [index, traceId] of traceIds.entries()) {
			const spans = liveStore().trace(traceId);
			const request = spans.find((span) => span.scope === 'glasshouse.serve');
			const queries = spans.filter(isQuery);
			expect(queries).toHaveLength(2);
			for (const query of queries) {
				expect(query.parentSpanId).toBe(request?.spanId ?? 'no request');
				expect(query.attributes['db.query.text']).toEndWith(`marker_${index}`);
			}
		}
	});
});
