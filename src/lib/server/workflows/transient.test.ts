import { expect, test } from 'bun:test';
import { AppError } from '../errors';
import { isTransient } from './transient';

const withCode = (code: string) => Object.assign(new Error('no'), { code });

test.each(['ECONNREFUSED', 'ECONNRESET', '57P01', '57P03', '08006', '53300'])(
	'%s passes by itself',
	(code) => {
		expect(isTransient(withCode(code))).toBe(true);
	},
);

test.each(['23505', '42P01', '22P02', 'ERR_INVALID_URL'])('%s does not', (code) => {
	expect(isTransient(withCode(code))).toBe(false);
});

test('what the driver says without a code, and what is wrapped', () => {
	expect(isTransient(new Error('Connection terminated unexpectedly'))).toBe(true);
	expect(isTransient(new AppError('INTERNAL', 'no', { cause: withCode('57P01') }))).toBe(true);
	expect(isTransient(new AppError('UNAVAILABLE', 'The database is not open'))).toBe(true);
	expect(isTransient(new AppError('NOT_FOUND', 'no'))).toBe(false);
	expect(isTransient('57P01')).toBe(false);
});
