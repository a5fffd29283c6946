import { afterAll, describe, expect, setDefaultTimeout, test } from 'bun:test';
import { isServer, nextArrival, options, request as requestTo } from '../testing/asked';
import { liveStore, spanFrom } from '../testing/live';
import { runProgram } from '../testing/program';
import { sendRaw } from '../testing/raw';

// Programs of their own, on a machine that may be busy.
setDefaultTimeout(60_000);

const server = Bun.serve(options);
const port = server.port ?? 0;
const request = (path: string, ...headers: string[]) => requestTo(port, path, ...headers);

afterAll(() => server.stop(true));

/** Bun's test runner fails a test for an error that nobody answers, so these happen in a program of their own. */
const UNANSWERED = `
	import { getTelemetry } from './src/telemetry/handle';
	import { sendRaw } from './src/telemetry/testing/raw';
	const pull = (controller) => controller.error(new Error('cut'));
	const fetchOf = { '/throws': () => { throw new TypeError('thrown'); }, '/cut': () => new Response(new ReadableStream({ pull })) };
	const server = Bun.serve({ port: 0, hostname: '127.0.0.1', development: false, fetch: (request) => fetchOf[new URL(request.url).pathname]() });
	for (const path of Object.keys(fetchOf)) await sendRaw(server.port, ['GET ' + path + ' HTTP/1.1']);
	const { live } = getTelemetry();
	const spans = live.traces(9).reverse().flatMap(({ traceId }) => live.trace(traceId)).filter((span) => span.kind === 'server');
	console.log(JSON.stringify(spans));
	await server.stop(true);
`;

describe('a request to Bun.serve that fails', () => {
	test('takes 4xx for an answer and 5xx for an error', async () => {
		expect((await request('/missing')).status.code).toBe('unset');
		const broken = await request('/broken');
		expect(broken.status.code).toBe('error');
		expect(broken.attributes).toMatchObject({ 'http.response.status_code': 503, 'error.type': '503' });
	});

	for (const path of ['/throws', '/rejects']) {
		test(`records what ${path}, runs the error page in its context, and passes the error on`, async () => {
			const span = await request(path);
			expect(span.status).toEqual({ code: 'error', message: 'it broke' });
			expect(span.attributes).toMatchObject({ 'http.response.status_code': 500, 'error.type': 'RangeError' });
			expect(span.events).toMatchObject([
				{
					name: 'exception',
					attributes: { 'exception.type': 'RangeError', 'exception.message': 'it broke' },
				},
			]);
			expect(await sendRaw(port, [`GET ${path} HTTP/1.1`])).toMatch(/\r\n\r\n[0-9a-f]{32}$/);
		});
	}

	test('goes by the status of the error page', async () => {
		const span = await request('/teapot');
		expect(span).toMatchObject({
			status: { code: 'unset' },
			attributes: { 'http.response.status_code': 418 },
		});
	});

	test('tells what Bun answers where a handler gives nothing, or what cannot be sent', async () => {
		for (const [path, status] of [
			['/undefined', 204],
			['/later', 204],
			['/used', 500],
			['/locked', 500],
		] as const) {
			const span = await spanFrom(isServer, async () => {
				expect(await sendRaw(port, [`GET ${path} HTTP/1.1`])).toStartWith(`HTTP/1.1 ${status}`);
			});
			expect(span.attributes['http.response.status_code']).toBe(status);
			expect(span.status.code).toBe(status === 500 ? 'error' : 'unset');
		}
	});

	test('tells two requests apart that fail with the same error, and one that throws no error', async () => {
		const ids = new Set<string>();
		const leave = liveStore().subscribe((event) => {
			if (event.type === 'span.end') ids.add(event.traceId);
		});
		const pages = await Promise.all(
			['/same', '/same'].map((path) => sendRaw(port, [`GET ${path} HTTP/1.1`])),
		);
		leave();
		const shown = pages.map((page) => page.slice(-32));
		expect(new Set(shown).size).toBe(2);
		expect(shown.every((id) => ids.has(id))).toBe(true);
		const text = await request('/text');
		expect(text).toMatchObject({ status: { code: 'error', message: 'a text' } });
		expect(text.attributes['error.type']).toBe('string');
	});

	test('hides the secrets of URLs in what was thrown', async () => {
		const span = await request('/secret');
		expect(JSON.stringify(span)).not.toInclude('hush');
		expect(span.status.message).toBe('cannot reach https://REDACTED:REDACTED@api.example/?token=REDACTED');
	});

	test('ends where the client leaves before there is an answer; the next request shares nothing', async () => {
		for (let time = 0; time < 3; time += 1) {
			const arrival = nextArrival();
			const controller = new AbortController();
			const span = await spanFrom(isServer, async () => {
				const sent = fetch(`http://127.0.0.1:${port}/never`, { signal: controller.signal });
				await arrival;
				controller.abort();
				expect(await sent.catch((error: unknown) => error)).toMatchObject({ name: 'AbortError' });
			});
			expect(span).toMatchObject({ status: { code: 'unset' }, attributes: { 'error.type': 'AbortError' } });
			expect(span.attributes).not.toHaveProperty('http.response.status_code');
			expect((await request('/plain')).traceId).not.toBe(span.traceId);
		}
	});

	test('tells an error, or a body that breaks, where there is no error page', async () => {
		const { stdout } = await runProgram(UNANSWERED);
		expect(JSON.parse(stdout)).toMatchObject([
			{ status: { code: 'error', message: 'thrown' }, attributes: { 'http.response.status_code': 500 } },
			{ status: { code: 'error', message: 'cut' }, attributes: { 'http.response.status_code': 200 } },
		]);
	});
});
