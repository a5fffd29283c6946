import { context, trace } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import { sql as defaultSql, SQL } from 'bun';
import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import type { LiveSpan } from '../live/types';
import { liveStore } from '../testing/live';
import { histogramCount } from '../testing/histogramCount';
import { instrumentSql } from './sql';

let db: SQL;

beforeAll(async () => {
	instrumentSql();
	instrumentSql(); // twice, and still one span a query
	db = new SQL(':memory:');
	await db`create table things (id integer primary key, name text)`;
});

afterAll(() => db.close());

/** Runs `fn` inside a span and gives back the spans of its queries. */
async function queriesOf(fn: () => unknown): Promise<LiveSpan[]> {
	const traceId = await trace.getTracer('test').startActiveSpan('operation', async (span) => {
		await fn();
		span.end();
		return span.spanContext().traceId;
	});
	return liveStore()
		.trace(traceId)
		.filter(({ scope }) => scope === 'glasshouse.sql');
}

const namesOf = async (fn: () => unknown) => (await queriesOf(fn)).map(({ name }) => name);

describe('Bun.sql', () => {
	test('gives a query a CLIENT span, named by what it does, without its values', async () => {
		const [span] = await queriesOf(() => db`insert into things (id, name) values (${1}, ${'hush'})`);
		expect(span).toMatchObject({ name: 'INSERT things', kind: 'client', status: { code: 'unset' } });
		expect(span?.attributes).toEqual({
			'db.system': 'sqlite',
			'db.system.name': 'sqlite',
			'db.namespace': ':memory:',
			'db.operation.name': 'INSERT',
			'db.query.summary': 'INSERT things',
			'db.query.text': 'insert into things (id, name) values (? , ? )',
		});
	});

	test('tells how many rows came back, and hides the literals of a text without parameters', async () => {
		const [span] = await queriesOf(() => db.unsafe("select 'hush' as a, 42 as b"));
		expect(span?.attributes).toMatchObject({
			'db.query.text': 'select ? as a, ? as b',
			'db.response.returned_rows': 1,
		});
	});

	test('tells a failure by its code, and throws what Bun throws', async () => {
		let thrown: unknown;
		const [span] = await queriesOf(() =>
			db`insert into things (id, name) values (${1}, ${'hush'})`.catch((error: unknown) => (thrown = error)),
		);
		expect(thrown).toBeInstanceOf(SQL.SQLiteError);
		expect(span).toMatchObject({
			status: { code: 'error', message: 'SQLITE_CONSTRAINT_PRIMARYKEY' },
			attributes: { 'error.type': 'SQLITE_CONSTRAINT_PRIMARYKEY' },
			events: [{ name: 'exception', attributes: { 'exception.type': 'SQLITE_CONSTRAINT_PRIMARYKEY' } }],
		});
		expect(JSON.stringify(span)).not.toContain('hush');
	});

	test('makes one span however often a query is awaited, and however it is set going', async () => {
		expect(
			await namesOf(async () => {
				const query = db`select 1`;
				await Promise.all([query, query, query.then(() => 0), query.finally(() => 0)]);
			}),
		).toEqual(['SELECT']);
		expect(await namesOf(() => db`select 1`.execute())).toEqual(['SELECT']);
		expect(await namesOf(() => db`select 1`.values())).toEqual(['SELECT']);
		expect(await namesOf(() => db`select 1`.raw())).toEqual(['SELECT']);
	});

	test('makes no span for a query that is never awaited, nor for a part of another', async () => {
		const names = await namesOf(async () => {
			void db`delete from things`;
			await db`select * from things where id > ${0} ${db`and id < ${9}`}`;
		});
		expect(names).toEqual(['SELECT things']);
		const rows: unknown[] = await db`select count(*) as n from things`;
		expect([...rows]).toEqual([{ n: 1 }]);
	});

	test('makes no span for what was cancelled before it was sent', async () => {
		const spans = await queriesOf(async () => {
			const query = db`select 1`;
			void query.cancel();
			await query.catch(() => undefined);
		});
		expect(spans).toEqual([]);
	});

	test('tells the text that helpers make', async () => {
		const [span] = await queriesOf(() => db`insert into things ${db([{ id: 7 }, { id: 8 }])} returning id`);
		expect(span?.attributes).toMatchObject({
			'db.query.summary': 'INSERT things',
			'db.response.returned_rows': 2,
		});
	});

	test('shows a transaction as what it sends', async () => {
		const names = await namesOf(() =>
			db.begin(async (tx) => {
				await tx`select 1`;
				await tx.savepoint((savepoint) => savepoint`select 2`);
			}),
		);
		expect(names).toEqual(['BEGIN', 'SELECT', 'SAVEPOINT', 'SELECT', 'RELEASE', 'COMMIT']);
	});

	test('makes no span outside a span, nor where tracing is suppressed, but measures the former', async () => {
		const seen: string[] = [];
		const leave = liveStore().subscribe((event) => seen.push(event.type));
		const summary = { 'db.query.summary': 'SELECT sqlite_master' };
		await db`select * from sqlite_master`;
		const measured = await countOf(summary);
		await context.with(suppressTracing(context.active()), async () => {
			await db`select * from sqlite_master`;
		});
		leave();
		expect(seen).toEqual([]);
		expect(measured).toBe(1);
		expect(await countOf(summary)).toBe(1);
	});

	test('knows which database it talks to, and why it cannot', async () => {
		for (const [adapter, system] of [
			['mysql', 'mysql'],
			['mariadb', 'mariadb'],
			['postgres', 'postgresql'],
		] as const) {
			const nowhere = new SQL(`${adapter}://me:hush@127.0.0.1:1/shop`, { connectionTimeout: 1 });
			const [span] = await queriesOf(() => nowhere`select ${1}`.catch(() => undefined));
			expect(span).toMatchObject({
				status: { code: 'error' },
				attributes: {
					'db.system': system,
					'db.system.name': system,
					'db.namespace': 'shop',
					'server.address': '127.0.0.1',
					'server.port': 1,
				},
			});
			expect(span?.attributes['error.type']).toMatch(/^ERR_/);
			expect(JSON.stringify(span)).not.toContain('hush');
			await nowhere.close();
		}
	});

	test('leaves Bun.SQL and Bun.sql what they are', () => {
		expect(SQL).toBe(Bun.SQL);
		expect(defaultSql).toBe(Bun.sql);
		expect(db).toBeInstanceOf(SQL);
		expect([SQL.name, SQL.length]).toEqual(['SQL', 0]);
		const query = db`select 1`;
		expect(query).toBeInstanceOf(Promise);
		const prototype: unknown = Object.getPrototypeOf(query);
		expect(Object.keys(prototype ?? {})).toEqual([]);
		expect([query.then.name, query.then.length]).toEqual(['then', 0]);
	});
});

const countOf = (attributes: Record<string, string>) =>
	histogramCount('db.client.operation.duration', attributes);
