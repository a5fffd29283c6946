import { describe, expect, test } from 'bun:test';
import { summariseStatement, withoutLiterals } from './statement';

describe('summariseStatement', () => {
	const cases: [string, string][] = [
		['select 1', 'SELECT'],
		['select * from checks where id = $1', 'SELECT checks'],
		['SELECT a FROM "runs" r JOIN public.checks c ON true JOIN runs x ON true', 'SELECT runs public.checks'],
		['insert into "things" ("a") values ($1)', 'INSERT things'],
		['update only things set a = 1', 'UPDATE things'],
		['delete from things', 'DELETE things'],
		['create table if not exists things (a int)', 'CREATE things'],
		['select id from (select 1) as from_nothing', 'SELECT'],
		["select 'text from secrets'", 'SELECT'],
		['with due as (select id from checks for update skip locked) update checks set a = 1', 'WITH checks'],
		['-- why\n/* how */ BEGIN', 'BEGIN'],
		['', 'SQL'],
	];
	for (const [statement, summary] of cases) {
		test(`${JSON.stringify(statement)} is ${JSON.stringify(summary)}`, () => {
			expect(summariseStatement(statement)).toBe(summary);
		});
	}

	test('stays short and quick, whatever it is given', () => {
		const long = `select 1 ${Array.from({ length: 50_000 }, (_, i) => `from table_${i}`).join(' ')}`;
		const before = performance.now();
		expect(summariseStatement(long).length).toBeLessThanOrEqual(255);
		expect(performance.now() - before).toBeLessThan(200);
	});
});

describe('withoutLiterals', () => {
	const cases: [string, string][] = [
		["select 'O''Brien', 42, -1.5e3", 'select ?, ?, -?'],
		['select $1, t1.a2 from t1 where x2 = 7', 'select $1, t1.a2 from t1 where x2 = ?'],
		["insert into a values (E'it\\'s', $tag$ any 'thing' $tag$)", 'insert into a values (?, ?)'],
		["select 'never closed", 'select ?'],
		['select "column 1" from "t 2"', 'select "column 1" from "t 2"'],
	];
	for (const [statement, expected] of cases) {
		test(`${statement} becomes ${expected}`, () => expect(withoutLiterals(statement)).toBe(expected));
	}
});
