import { describe, expect, test } from 'bun:test';
import { summarise } from './summary';
import { tokenise } from './tokens';

const summaryOf = (text: string) => summarise(tokenise(text, 'postgresql'));

/** The statement, and its summary; the examples of the conventions come first. */
const CASES: [string, string | undefined][] = [
	['SELECT * FROM wuser_table WHERE username = ?', 'SELECT wuser_table'],
	[
		'INSERT INTO shipping_details (order_id) SELECT order_id FROM orders',
		'INSERT shipping_details SELECT orders',
	],
	['SELECT * FROM songs, artists WHERE songs.artist_id = artists.id', 'SELECT songs artists'],
	['SELECT d FROM (SELECT * FROM orders o JOIN customers c ON true)', 'SELECT SELECT orders customers'],
	['SELECT * FROM "song list", "artists"', 'SELECT "song list" artists'],
	['SELECT a FROM dbo.Table JOIN dbo.AnotherTable', 'SELECT dbo.Table dbo.AnotherTable'],
	['SELECT c3po, r2d2 FROM covid19 WHERE n1h1=1234', 'SELECT covid19'],
	['SELECT column -- end of line\nFROM /* block \n comment */ table', 'SELECT table'],
	['SELECT * FROM Orders o CROSS JOIN OrderDetails od', 'SELECT Orders OrderDetails'],
	['CREATE  TABLE MyTable (ID NOT NULL PRIMARY KEY)', 'CREATE TABLE MyTable'],
	['ALTER  TABLE MyTable ADD Name varchar(255)', 'ALTER TABLE MyTable'],
	['DROP  TABLE MyTable', 'DROP TABLE MyTable'],
	['call some_stored_procedure(1)', 'CALL some_stored_procedure'],

	['select 1', 'SELECT'],
	['select now() from due as d', 'SELECT due'],
	['insert into "things" ("a") values ($1) returning *', 'INSERT things'],
	['update only things set a = 1, b = 2 from other o, more where true', 'UPDATE things other more'],
	['delete from only a using b, c where a.id = b.id', 'DELETE a b c'],
	['select * from runs r join runs x using (id)', 'SELECT runs'],
	['select a from t where exists (select 1 from u) for update of t skip locked', 'SELECT t SELECT u'],
	['select 1 from a union all select 2 from b order by x, y', 'SELECT a SELECT b'],
	['(select 1 from a) union (select 2 from b)', 'SELECT a SELECT b'],
	['select * from ((a join b on true) join c on true), d', 'SELECT a b c d'],
	['select * from (a join b using (id)) cross join (select * from c) d', 'SELECT a b SELECT c'],
	['select * from f(1) x, generate_series(1, 2) g join t on true', 'SELECT t'],
	['select * from "S"."T x", a."b"', 'SELECT S."T x" a.b'],
	[
		'select extract(epoch from at), trim(both from x), a is distinct from b from t1, lateral (select * from t2) y',
		'SELECT t1 SELECT t2',
	],
	['select count(*) from t tablesample bernoulli (1), u', 'SELECT t u'],
	['select x into y from z', 'SELECT y z'],
	['insert into t default values', 'INSERT t'],
	['insert into t (a) values (1), (2) on conflict (a) do update set a = excluded.a', 'INSERT t'],
	[
		'merge into t using s on true when matched then update set x = 1 when not matched then insert (a) values (1)',
		'MERGE t s',
	],

	[
		'with due as (select id from checks for update skip locked) update checks set a = 1 from due',
		'SELECT checks UPDATE checks',
	],
	['with now as (select 1) select now from now', 'SELECT SELECT'],
	['with checks as (select * from checks) select * from checks', 'SELECT checks SELECT'],
	['with recursive t(n) as (select 1 union all select n + 1 from t) select * from t', 'SELECT SELECT SELECT'],
	[
		'with a as materialized (select 1 from x), b (c) as (insert into y values (1) returning c) select * from a, b',
		'SELECT x INSERT y SELECT',
	],
	['insert into t with q as (select 1 from s) select * from q', 'INSERT t SELECT s SELECT'],
	['with a as (select 1) select 1; select * from a', 'SELECT SELECT SELECT a'],

	['copy t (a, b) from stdin', 'COPY t'],
	['copy (select * from t) to stdout', 'COPY SELECT t'],
	['create unique index concurrently if not exists i on s.t (lower(a))', 'CREATE INDEX i s.t'],
	['create index on t (a)', 'CREATE INDEX t'],
	['create temp table x as select * from y', 'CREATE TABLE x SELECT y'],
	[
		'create or replace view v as with q as (select 1 from z) select * from q',
		'CREATE VIEW v SELECT z SELECT',
	],
	['create materialized view mv as select 1', 'CREATE MATERIALIZED VIEW mv SELECT'],
	['refresh materialized view concurrently mv', 'REFRESH MATERIALIZED VIEW mv'],
	['create trigger g before insert or update on t for each row execute function f()', 'CREATE TRIGGER g t'],
	[
		'create or replace function f() returns int as $$ select 1 from hush $$ language sql',
		'CREATE FUNCTION f',
	],
	['create extension if not exists "uuid-ossp"', 'CREATE EXTENSION "uuid-ossp"'],
	['drop table if exists a, b cascade', 'DROP TABLE a b'],
	['alter table if exists only t add column x int', 'ALTER TABLE t'],
	['alter system set work_mem = 1', 'ALTER'],
	["create role hush password 'hush'", 'CREATE ROLE'],
	['grant select on t to hush', 'GRANT'],
	['truncate table only a, b restart identity', 'TRUNCATE a b'],
	['lock table a in share mode', 'LOCK a'],
	['explain (analyze, format json) select * from t', 'EXPLAIN SELECT t'],
	['explain analyze delete from t', 'EXPLAIN DELETE t'],
	['prepare hush as insert into t values ($1)', 'PREPARE INSERT t'],
	['declare hush cursor for select * from t', 'DECLARE SELECT t'],
	['fetch 10 from hush', 'FETCH'],
	['table t', 'TABLE t'],
	['values (1), (2)', 'VALUES'],
	['-- why\n/* how /* nested */ from hush */ BEGIN', 'BEGIN'],
	['start transaction isolation level serializable', 'START TRANSACTION'],
	['commit', 'COMMIT'],
	['rollback to savepoint hush', 'ROLLBACK'],
	['listen hush', 'LISTEN'],
	["set local x = 'hush'", 'SET'],
	['do $$ begin perform 1 from hush; end $$', 'DO'],
	['select 1; select * from b; insert into c values (1)', 'SELECT SELECT b INSERT c'],

	["select 'text from hush', E'it\\'s from hush', $$ from hush $$, U&'\\0041 from hush'", 'SELECT'],
	["select * from 'hush'", 'SELECT'],
	["select 'never closed from hush", 'SELECT'],
	['hush hush', undefined],
	['', undefined],
];

describe('summarise', () => {
	for (const [statement, summary] of CASES) {
		test(`${JSON.stringify(statement)} is ${JSON.stringify(summary)}`, () => {
			expect(summaryOf(statement).summary).toBe(summary);
		});
	}

	test('is cut at 255 characters, between two names', () => {
		const names = Array.from({ length: 500 }, (_, index) => `table_${String(index)}`);
		const { summary = '' } = summaryOf(`select 1 from ${names.join(', ')}`);
		expect(summary.length).toBeLessThanOrEqual(255);
		expect(summary.length).toBeGreaterThan(240);
		expect(['SELECT', ...names]).toContain(summary.split(' ').at(-1) ?? '');
	});

	test('tells the operation, where there is but one', () => {
		expect(summaryOf('insert into a select * from b').operation).toBe('INSERT');
		expect(summaryOf('with a as (select 1) delete from b').operation).toBe('DELETE');
		expect(summaryOf('begin; begin').operation).toBe('BEGIN');
		expect(summaryOf('begin; commit').operation).toBeUndefined();
		expect(summaryOf('hush').operation).toBeUndefined();
	});

	test('knows the quotes of other dialects', () => {
		expect(summarise(tokenise('select * from `a b`.`c`, "hush"', 'mysql')).summary).toBe('SELECT `a b`.c');
		expect(summarise(tokenise('select * from [a b], "c", `d`', 'sqlite')).summary).toBe('SELECT [a b] c d');
		expect(summarise(tokenise('replace into t values (?)', 'mysql')).summary).toBe('REPLACE t');
		expect(summarise(tokenise('pragma journal_mode = wal', 'sqlite')).summary).toBe('PRAGMA');
	});
});
