import { describe, expect, test } from 'bun:test';
import { describeFailure, isTimeout } from './failure';

const error = (message: string, fields: object) => Object.assign(new Error(message), fields);

describe('describeFailure', () => {
	test('tells an error of pg by its SQLSTATE and by names, never by its message', () => {
		const thrown = error('duplicate key (id)=(hush)', {
			name: 'error',
			severity: 'ERROR',
			code: '23505',
			detail: 'Key (id)=(hush) already exists.',
			constraint: 'things_pkey',
			table: 'things',
		});
		const failure = describeFailure(thrown);
		expect(failure).toMatchObject({
			type: '23505',
			statusCode: '23505',
			message: 'integrity constraint violation (23505), constraint things_pkey, table things',
		});
		expect(JSON.stringify(failure)).not.toContain('hush');
	});

	test('tells where an error was thrown, under a heading of its own', () => {
		const thrown = error('two\nlines of hush', { severity: 'ERROR', code: '22P02' });
		const { stack } = describeFailure(thrown);
		expect(stack).toStartWith('22P02: data exception (22P02)\n    at ');
		expect(stack).not.toContain('hush');
	});

	test('tells no stack that does not begin with its message', () => {
		const thrown = error('hush', { severity: 'ERROR', code: '22P02' });
		thrown.stack = 'hush\n    at hush (hush.ts:1:1)';
		expect(describeFailure(thrown).stack).toBeUndefined();
	});

	const CASES: [string, unknown, string, string | undefined, string][] = [
		[
			'Bun’s PostgreSQL',
			error('hush', { code: 'ERR_POSTGRES_SERVER_ERROR', errno: '42P01' }),
			'42P01',
			'42P01',
			'syntax error or access rule violation (42P01)',
		],
		[
			'Bun’s client',
			error('hush', { code: 'ERR_POSTGRES_CONNECTION_CLOSED' }),
			'ERR_POSTGRES_CONNECTION_CLOSED',
			undefined,
			'ERR_POSTGRES_CONNECTION_CLOSED',
		],
		[
			'Bun’s MySQL',
			error('hush', { code: 'ER_DUP_ENTRY', errno: 1062, sqlState: '23000' }),
			'1062',
			'1062',
			'ER_DUP_ENTRY',
		],
		[
			'Bun’s SQLite',
			error('hush', { code: 'SQLITE_CONSTRAINT_PRIMARYKEY', errno: 1555 }),
			'SQLITE_CONSTRAINT_PRIMARYKEY',
			'SQLITE_CONSTRAINT_PRIMARYKEY',
			'SQLITE_CONSTRAINT_PRIMARYKEY',
		],
		[
			'a class that nobody knows',
			error('hush', { severity: 'ERROR', code: 'ZZ123' }),
			'ZZ123',
			'ZZ123',
			'database error (ZZ123)',
		],
		[
			'a system error',
			error('connect ECONNREFUSED 127.0.0.1:5432', { code: 'ECONNREFUSED', errno: -111, syscall: 'connect' }),
			'ECONNREFUSED',
			undefined,
			'connect ECONNREFUSED',
		],
		[
			'a system error that looks like a SQLSTATE',
			error('write EPIPE', { code: 'EPIPE', errno: -32, syscall: 'write' }),
			'EPIPE',
			undefined,
			'write EPIPE',
		],
		['a timeout', new Error('Query read timeout'), 'timeout', undefined, 'Query read timeout'],
		[
			'an end of the connection',
			new Error('Connection terminated unexpectedly'),
			'Error',
			undefined,
			'Connection terminated unexpectedly',
		],
		[
			'an error of a parser',
			new SyntaxError('Unexpected token h in hush'),
			'SyntaxError',
			undefined,
			'SyntaxError',
		],
		[
			'an error with a name that is none',
			error('hush', { name: 'hush: hush!' }),
			'_OTHER',
			undefined,
			'_OTHER',
		],
		['what is no error', 'hush', '_OTHER', undefined, 'what was thrown is no error'],
		['nothing', undefined, '_OTHER', undefined, 'what was thrown is no error'],
	];
	for (const [what, thrown, type, statusCode, message] of CASES) {
		test(`tells ${what}`, () => {
			expect(describeFailure(thrown)).toMatchObject({ type, statusCode, message });
		});
	}
});

test('isTimeout knows pg’s own timeouts', () => {
	expect(isTimeout(new Error('timeout exceeded when trying to connect'))).toBe(true);
	expect(isTimeout(new Error('timeouts of my own'))).toBe(false);
	expect(isTimeout('timeout expired')).toBe(false);
});
