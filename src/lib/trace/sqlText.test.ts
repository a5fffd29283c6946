import { describe, expect, test } from 'bun:test';
import { sqlLines } from './sqlText';

const lines = (sql: string) => sqlLines(sql).map((line) => line.map((piece) => piece.text).join(''));
const keywords = (sql: string) =>
	sqlLines(sql)
		.flat()
		.filter((piece) => piece.keyword)
		.map((piece) => piece.text);

describe('sqlLines', () => {
	test('a clause a line', () => {
		expect(
			lines('select sku, "from" from stock where sku = $1 and warehouse_id = $2 for update skip locked'),
		).toEqual([
			'select sku, "from"',
			'from stock',
			'where sku = $1 and warehouse_id = $2',
			'for update skip locked',
		]);
	});
	test('a sub-query stays where it is', () => {
		expect(lines('select * from (select 1 from a where b) x where c')).toEqual([
			'select *',
			'from (select 1 from a where b) x',
			'where c',
		]);
	});
	test('an upsert reads as one thought', () => {
		expect(lines('INSERT INTO a (b) VALUES ($1) ON CONFLICT (b) DO UPDATE SET b = $1 RETURNING b')).toEqual([
			'INSERT INTO a (b)',
			'VALUES ($1)',
			'ON CONFLICT (b) DO UPDATE',
			'SET b = $1',
			'RETURNING b',
		]);
	});
	test('nothing in quotes or comments is a keyword', () => {
		expect(keywords(`select 'it''s from here', "where" from a -- and so on`)).toEqual(['select', 'from']);
	});
	test('lines that somebody broke stay broken, without the indentation that they share', () => {
		expect(lines('select a\n\t\tfrom (\n\t\t\tselect 1\n\n\t\t) b')).toEqual([
			'select a',
			'from (',
			'  select 1',
			'',
			') b',
		]);
		expect(lines("select 'two\nlines'")).toEqual(["select 'two", "lines'"]);
		expect(lines('commit')).toEqual(['commit']);
		expect(lines('')).toEqual(['']);
	});
	test('a long text is shown as it is', () => {
		const long = `select '${'x'.repeat(30_000)}' from a`;
		expect(sqlLines(long)).toEqual([[{ text: long, keyword: false }]]);
	});
});
