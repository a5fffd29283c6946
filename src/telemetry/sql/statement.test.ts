import { describe, expect, test } from 'bun:test';
import { Statement, Statements } from './statement';

describe('Statement', () => {
	test('tells the text as it is, and without its literals', () => {
		const statement = new Statement("select 'hush' from t where a = $1", 'postgresql');
		expect(statement).toMatchObject({
			summary: 'SELECT t',
			operation: 'SELECT',
			text: "select 'hush' from t where a = $1",
			sanitised: 'select ? from t where a = $1',
		});
	});

	test('reads and tells no more than the beginning of a text without end', () => {
		const values = Array.from({ length: 200_000 }, (_, index) => `(${String(index)}, 'hush')`);
		const statement = new Statement(`insert into t values ${values.join(', ')}`, 'postgresql');
		expect(statement.summary).toBe('INSERT t');
		expect(statement.text.length).toBeLessThan(20_000);
		expect(statement.text).toEndWith('…');
		expect(statement.sanitised).not.toContain('hush');
	});

	test('comes to an end with whatever is deeply nested or never closed', () => {
		for (const piece of [
			'(',
			'/*',
			'$a$',
			"'",
			'"',
			"E'\\",
			'in (?',
			'select * from (',
			'with a as (',
			',',
			';',
		]) {
			const { text } = new Statement(piece.repeat(10_000), 'postgresql');
			expect(text).toStartWith(piece);
		}
	});
});

describe('Statements', () => {
	test('are worked out once a text', () => {
		const statements = new Statements('postgresql');
		expect(statements.of('select 1')).toBe(statements.of(['select', '1'].join(' ')));
	});

	test('are forgotten where there are too many, but not those that are used', () => {
		const statements = new Statements('postgresql');
		const used = statements.of('select 1');
		const unused = statements.of('select 2');
		for (let index = 0; index < 5_000; index += 1) {
			statements.of(`select ${String(index)} from t`);
			if (index % 100 === 0) statements.of('select 1');
		}
		expect(statements.of('select 1')).toBe(used);
		expect(statements.of('select 2')).not.toBe(unused);
	});

	test('are bounded by their length, too', () => {
		const statements = new Statements('postgresql');
		const long = (index: number) => `select ${String(index)} ${' '.repeat(100_000)}`;
		const first = statements.of(long(0));
		expect(statements.of(long(0))).toBe(first);
		for (let index = 1; index < 50; index += 1) statements.of(long(index));
		expect(statements.of(long(0))).not.toBe(first);
	});
});
