import { describe, expect, test } from 'bun:test';
import { error as kitError, isHttpError, redirect } from '@sveltejs/kit';
import { AppError } from '$server/errors';
import { codeOfStatus, errorResponse, INTERNAL_MESSAGE, toAppError, toHttpError } from './errors';

function thrownBy(fn: () => never): unknown {
	try {
		fn();
	} catch (thrown) {
		return thrown;
	}
}

describe('toAppError', () => {
	test('leaves an AppError as it is', () => {
		const error = new AppError('CONFLICT', 'It has ended');
		expect(toAppError(error)).toBe(error);
	});

	test('says nothing of what nobody foresaw, and keeps it as the cause', () => {
		const cause = new Error('password authentication failed for user "x"');
		const error = toAppError(cause);
		expect(error).toMatchObject({ code: 'INTERNAL', message: INTERNAL_MESSAGE, cause });
	});

	test('a database that is away is no fault inside', () => {
		const cause = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:5432'), { code: 'ECONNREFUSED' });
		const error = toAppError(cause);
		expect(error).toMatchObject({ code: 'UNAVAILABLE', status: 503, cause });
		expect(error.message).not.toContain('5432');
	});

	test('nor is one that does not answer in time', () => {
		const cause = Object.assign(new Error('canceling statement due to statement timeout'), { code: '57014' });
		expect(toAppError(cause)).toMatchObject({ code: 'UNAVAILABLE', status: 503, cause });
	});
});

describe('errorResponse', () => {
	test('has code, message and error id, and nothing of the cause', async () => {
		const error = new AppError('NOT_FOUND', 'There is no such check', { cause: new Error('secret') });
		const response = errorResponse(error);
		expect(response.status).toBe(404);
		expect(await response.json()).toEqual({
			code: 'NOT_FOUND',
			message: 'There is no such check',
			errorId: error.errorId,
		});
	});

	test('says how to authenticate and when to come back', () => {
		expect(errorResponse(new AppError('UNAUTHORIZED', '')).headers.get('www-authenticate')).toStartWith(
			'Bearer',
		);
		const tooMany = new AppError('TOO_MANY_REQUESTS', '', { data: { retryAfterSeconds: 7 } });
		expect(errorResponse(tooMany).headers.get('retry-after')).toBe('7');
	});
});

describe('toHttpError', () => {
	test('becomes kit’s error of the same status, under the same error id', () => {
		const error = new AppError('NOT_FOUND', 'There is no such check');
		const thrown = thrownBy(() => toHttpError(error));
		expect(isHttpError(thrown, 404)).toBe(true);
		expect(thrown).toHaveProperty('body', {
			code: 'NOT_FOUND',
			message: error.message,
			errorId: error.errorId,
		});
	});

	test('lets redirects and kit’s own errors pass', () => {
		for (const throwing of [() => redirect(303, '/'), () => kitError(418, 'tea')]) {
			const thrown = thrownBy(throwing);
			expect(thrownBy(() => toHttpError(thrown))).toBe(thrown);
		}
	});
});

test.each([
	[404, 'NOT_FOUND'],
	[405, 'METHOD_NOT_ALLOWED'],
	[418, 'BAD_REQUEST'],
	[502, 'INTERNAL'],
] as const)('the code of %d is %s', (status, code) => {
	expect(codeOfStatus(status)).toBe(code);
});
