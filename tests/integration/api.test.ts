import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { connect as connectSocket } from 'node:net';
import type { Check, Run } from '../../src/lib/server/checks/model';
import { startApp, type App } from '../support/app';
import { Client } from '../support/client';
import { eventually } from '../support/eventually';
import { startTarget, type Target } from '../support/target';

const UNKNOWN = '00000000-0000-4000-8000-000000000000';
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

describe('the REST surface', () => {
	let app: App;
	let target: Target;
	let client: Client;

	beforeAll(async () => {
		target = await startTarget();
		app = await startApp({ env: { BODY_SIZE_LIMIT: '100000' } });
		client = new Client(app.url);
	});

	afterAll(async () => {
		await app.dispose();
		await target.stop();
	});

	/** The error of an answer: its status, and a body of the one shape; its id must stand in the log. */
	async function errorOf(response: Response): Promise<{ status: number; code: string; message: string }> {
		const body = (await response.json()) as { code: string; message: string; errorId: string };
		expect(body.errorId).toMatch(UUID);
		await eventually('its line in the log', () => app.output().includes(body.errorId));
		return { status: response.status, code: body.code, message: body.message };
	}

	test('makes a check with 201 and every default, and gives it back', async () => {
		const response = await client.request('POST', '/api/v1/checks', {
			name: 'plain',
			url: `${target.url}/ok`,
		});
		expect(response.status).toBe(201);
		const check = (await response.json()) as Check;
		expect(response.headers.get('location')).toBe(`/api/v1/checks/${check.id}`);
		expect(check).toMatchObject({
			name: 'plain',
			method: 'GET',
			headers: {},
			body: null,
			intervalSeconds: 60,
			timeoutMs: 10_000,
			retries: 0,
			expect: {},
			enabled: true,
		});
		expect(await client.json<Check>('GET', `/api/v1/checks/${check.id}`)).toMatchObject({
			id: check.id,
			name: 'plain',
		});
	});

	test('keeps every field of a check as it was sent', async () => {
		const sent = {
			name: 'everything',
			url: `${target.url}/json?a=1`,
			method: 'POST' as const,
			headers: { 'content-type': 'application/json', 'x-thing': 'ä' },
			body: '{"a":1}',
			intervalSeconds: 86_400,
			timeoutMs: 5000,
			retries: 2,
			expect: {
				status: '200-299',
				maxDurationMs: 1000,
				bodyContains: 'healthy',
				jsonPath: { path: '$.data.version', equals: 7 },
				certificateDays: 14,
			},
			webhookUrl: `${target.url}/ok`,
			enabled: false,
		};
		const made = await client.createCheck(sent);
		expect(await client.json<Check>('GET', `/api/v1/checks/${made.id}`)).toMatchObject(sent);
	});

	test('changes only what is sent, lists and deletes', async () => {
		const { id } = await client.createCheck({ name: 'before', url: `${target.url}/ok`, retries: 3 });
		await client.json('PATCH', `/api/v1/checks/${id}`, { name: 'after' });
		const listed = await client.json<Check[]>('GET', '/api/v1/checks');
		expect(listed.find((check) => check.id === id)).toMatchObject({ name: 'after', retries: 3 });
		expect((await client.request('DELETE', `/api/v1/checks/${id}`)).status).toBe(204);
		expect(await errorOf(await client.request('GET', `/api/v1/checks/${id}`))).toMatchObject({
			status: 404,
			code: 'NOT_FOUND',
		});
	});

	test('tells of a run all that was promised', async () => {
		const { id } = await client.createCheck({ url: `${target.url}/ok` });
		const run = await client.endOfRun(await client.startRun(id));
		expect(run).toMatchObject({ checkId: id, state: 'passed', trigger: 'manual', attempts: 1 });
		expect(run.traceId).toMatch(/^[0-9a-f]{32}$/);
		expect(Date.parse(run.endedAt ?? '') - Date.parse(run.startedAt ?? '')).toBe(
			Math.round(run.durationMs ?? -1),
		);
		expect(run.failure).toBeUndefined();
		const runs = await client.json<Run[]>('GET', `/api/v1/runs?checkId=${id}`);
		expect(runs.map((listed) => listed.id)).toEqual([run.id]);
	});

	test('gives a run’s trace in the shape that was promised', async () => {
		const run = await client.runOnce({ url: `${target.url}/ok` });
		const trace = await client.getTrace(run.traceId);
		expect(trace.traceId).toBe(run.traceId);
		const root = trace.spans.find(({ parentSpanId }) => parentSpanId === null);
		expect(root).toMatchObject({ kind: 'server', name: 'POST /api/v1/checks/{id}/run', links: [] });
		for (const span of trace.spans) {
			expect(span.spanId).toMatch(/^[0-9a-f]{16}$/);
			expect(span.startTimeUnixNano).toMatch(/^\d{19}$/);
			expect(['unset', 'ok', 'error']).toContain(span.status.code);
			expect(typeof span.scope).toBe('string');
		}
	});

	test('cancels a run that waits for its target, and refuses to cancel it twice', async () => {
		const { id } = await client.createCheck({ url: `${target.url}/slow?ms=60000`, timeoutMs: 90_000 });
		const runId = await client.startRun(id);
		await client.json('POST', `/api/v1/runs/${runId}/cancel`);
		expect((await client.endOfRun(runId)).state).toBe('cancelled');
		expect(await errorOf(await client.request('POST', `/api/v1/runs/${runId}/cancel`))).toMatchObject({
			status: 409,
			code: 'CONFLICT',
		});
	});

	test.each([
		['no URL', { name: 'x' }, 'url'],
		['a URL of another scheme', { name: 'x', url: 'file:///etc/passwd' }, 'url'],
		['a URL with a password', { name: 'x', url: 'http://a:b@example.com/' }, 'url'],
		['an empty name', { name: ' ', url: 'http://example.com' }, 'name'],
		[
			'too short an interval',
			{ name: 'x', url: 'http://example.com', intervalSeconds: 9 },
			'intervalSeconds',
		],
		[
			'too long an interval',
			{ name: 'x', url: 'http://example.com', intervalSeconds: 86_401 },
			'intervalSeconds',
		],
		[
			'a range that runs backwards',
			{ name: 'x', url: 'http://example.com', expect: { status: '299-200' } },
			'status',
		],
		[
			'a header that is Glasshouse’s own',
			{ name: 'x', url: 'http://example.com', headers: { Host: 'a' } },
			'headers',
		],
		[
			'a header that smuggles',
			{ name: 'x', url: 'http://example.com', headers: { a: 'b\r\nc: d' } },
			'headers',
		],
		['a field that does not exist', { name: 'x', url: 'http://example.com', intervall: 5 }, 'intervall'],
		['a list', [1, 2], ''],
	])('refuses a check with %s', async (_, body, field) => {
		const error = await errorOf(await client.request('POST', '/api/v1/checks', body));
		expect(error).toMatchObject({ status: 400, code: 'BAD_REQUEST' });
		expect(error.message).toContain(field);
	});

	test.each(['{"name":', 'not json', '', '"text"', '{"name":"x","url":"http://a"}}'])(
		'answers 400 to the malformed body %p',
		async (body) => {
			const response = await client.request('POST', '/api/v1/checks', body, {
				'content-type': 'application/json',
			});
			expect(await errorOf(response)).toMatchObject({ status: 400, code: 'BAD_REQUEST' });
		},
	);

	test.each(['not-an-id', '123', '%00', "1' or '1'='1", 'x'.repeat(3000)])(
		'answers 4xx to the id %p',
		async (id) => {
			for (const path of [`/api/v1/checks/${id}`, `/api/v1/runs/${id}`, `/api/v1/traces/${id}`]) {
				const response = await client.request('GET', path);
				expect(response.status).toBeGreaterThanOrEqual(400);
				expect(response.status).toBeLessThan(500);
				await response.text();
			}
		},
	);

	test('answers 404 for what does not exist, and tells which methods there are', async () => {
		for (const path of [
			`/api/v1/checks/${UNKNOWN}`,
			`/api/v1/runs/${UNKNOWN}`,
			`/api/v1/traces/${'a'.repeat(32)}`,
		]) {
			expect(await errorOf(await client.request('GET', path))).toMatchObject({
				status: 404,
				code: 'NOT_FOUND',
			});
		}
		expect((await client.request('POST', `/api/v1/checks/${UNKNOWN}/run`)).status).toBe(404);
		expect(await errorOf(await client.request('GET', '/api/v1/nothing'))).toMatchObject({ status: 404 });
		const wrong = await client.request('PUT', '/api/v1/checks', {});
		expect(wrong.status).toBe(405);
		expect(wrong.headers.get('allow')).toContain('POST');
	});

	test('answers 413 to a body over the limit, whether its length was told or not', async () => {
		const huge = JSON.stringify({ name: 'x'.repeat(200_000), url: 'http://example.com' });
		expect((await client.request('POST', '/api/v1/checks', huge)).status).toBe(413);
		const streamed = new Response(huge).body;
		const response = await fetch(`${app.url}/api/v1/checks`, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: streamed,
		});
		expect(response.status).toBe(413);
	});

	test('outlives requests that are no HTTP', async () => {
		for (const rubbish of [
			'\0\0\0\0',
			'GET / HTTP/9.9\r\n\r\n',
			'POST / HTTP/1.1\r\nContent-Length: -5\r\n\r\n',
			'GET / HTTP/1.1\r\nHost: localhost\r\nHost: other.example\r\n\r\n',
		]) {
			await new Promise<void>((resolve, reject) => {
				const socket = connectSocket(Number(app.env.PORT), '127.0.0.1', () => socket.end(rubbish));
				socket.on('close', () => resolve()).on('error', reject);
				socket.resume();
			}).catch((error: unknown) => expect(String(error)).toContain('ECONNRESET'));
		}
		expect((await client.request('GET', '/healthz')).status).toBe(200);
	});

	test('publishes an OpenAPI document that names every operation', async () => {
		const document = await client.json<{ openapi: string; paths: Record<string, object> }>(
			'GET',
			'/api/v1/openapi.json',
		);
		expect(document.openapi).toMatch(/^3\.1/);
		const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
			Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
		);
		const base = operations.some((operation) => operation.includes('/api/v1/')) ? '/api/v1' : '';
		for (const operation of [
			'GET /checks',
			'POST /checks',
			'GET /checks/{id}',
			'PATCH /checks/{id}',
			'DELETE /checks/{id}',
			'POST /checks/{id}/run',
			'GET /runs',
			'GET /runs/{id}',
			'POST /runs/{id}/cancel',
			'GET /traces',
			'GET /traces/{traceId}',
			'GET /telemetry/health',
			'GET /telemetry/in-flight',
		]) {
			const [method = '', path = ''] = operation.split(' ');
			expect(operations).toContain(`${method} ${base}${path}`);
		}
	});
});
