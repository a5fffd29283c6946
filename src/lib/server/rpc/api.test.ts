import { describe, expect, test } from 'bun:test';
import { z } from 'zod';
import { answerApi } from './api';

interface Call {
	method?: string;
	body?: string;
	type?: string;
	authenticated?: boolean;
}

async function call(
	path: string,
	{ method = 'GET', body, type = 'application/json', authenticated = true }: Call = {},
) {
	const url = new URL(path, 'http://local.invalid');
	const request = new Request(url, { method, body, headers: { 'content-type': type } });
	const response = await answerApi({ request, url, locals: { authenticated, theme: 'system' } });
	return { response, status: response.status, body: errorBody.parse(await response.json()) };
}

const ID = '11111111-1111-4111-8111-111111111111';
const errorBody = z.strictObject({
	code: z.string(),
	message: z.string().min(1),
	errorId: z.uuid(),
	data: z
		.object({ issues: z.array(z.object({ path: z.string(), expected: z.string() })).optional() })
		.optional(),
});

describe('answerApi refuses', () => {
	test.each([
		['/api/v1/nothing', 404, 'NOT_FOUND'],
		['/api/v1', 404, 'NOT_FOUND'],
		['/api/v1/checks/nope', 400, 'BAD_REQUEST'],
		['/api/v1/runs?limit=0', 400, 'BAD_REQUEST'],
		['/api/v1/runs?limit=1&limit=2', 400, 'BAD_REQUEST'],
		['/api/v1/runs?before=yesterday', 400, 'BAD_REQUEST'],
		['/api/v1/runs?colour=red', 400, 'BAD_REQUEST'],
		['/api/v1/traces/ABC', 400, 'BAD_REQUEST'],
	])('%s', async (path, status, code) => {
		const answer = await call(path);
		expect(answer.status).toBe(status);
		expect(answer.body).toMatchObject({ code });
	});

	test.each([
		['PUT', '/api/v1/checks', 'GET, POST'],
		['POST', `/api/v1/checks/${ID}`, 'GET, PATCH, DELETE'],
		['DELETE', '/api/v1/live', 'GET'],
		['OPTIONS', '/api/v1/traces', 'GET'],
	])('%s %s with 405', async (method, path, allowed) => {
		const { response, body } = await call(path, { method });
		expect(response.status).toBe(405);
		expect(response.headers.get('allow')).toBe(allowed);
		expect(body).toMatchObject({ code: 'METHOD_NOT_ALLOWED' });
	});

	test.each([
		['{"name":', 'application/json', 400, 'BAD_REQUEST'],
		['[]', 'application/json', 400, 'BAD_REQUEST'],
		['{}', 'text/plain', 415, 'UNSUPPORTED_MEDIA_TYPE'],
	])('the body %s of type %s', async (body, type, status, code) => {
		for (const [method, path] of [
			['POST', '/api/v1/checks'],
			['PATCH', `/api/v1/checks/${ID}`],
		] as const) {
			const answer = await call(path, { method, body, type });
			expect(answer).toMatchObject({ status, body: { code } });
		}
	});

	test('an input, and says of each field what was expected', async () => {
		const input = {
			name: 'a\0b',
			url: 'http://169.254.169.254/latest/meta-data',
			expect: { jsonPath: { path: '$.[', equals: 1 } },
		};
		const { status, body } = await call('/api/v1/checks', { method: 'POST', body: JSON.stringify(input) });
		expect(status).toBe(400);
		expect(body.data?.issues?.map(({ path }) => path)).toEqual(['name', 'url', 'expect.jsonPath.path']);
	});

	test('everybody who is not authenticated', async () => {
		const { response, body } = await call('/api/v1/checks', { authenticated: false });
		expect(response.status).toBe(401);
		expect(response.headers.get('www-authenticate')).toStartWith('Bearer');
		expect(body).toMatchObject({ code: 'UNAUTHORIZED' });
	});
});
