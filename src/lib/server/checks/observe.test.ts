import { describe, expect, test } from 'bun:test';
import { judge } from './judge';
import { MASK } from './maskSecrets';
import { observe, type Observable } from './observe';
import { observationSchema, keptResponseSchema } from './schema';
import { serveHttp } from './probe/testing/servers';

async function look(url: string, check: Partial<Observable> = {}, signal = new AbortController().signal) {
	const whole = {
		url,
		method: 'GET',
		headers: {},
		body: null,
		timeoutMs: 5_000,
		expect: {},
		...check,
	} as const;
	const seen = await observe(whole, { signal, allowPrivateTargets: true });
	return { observation: seen.observation, response: seen.response() };
}

describe('an observation', () => {
	test('tells what was seen, in the shape that is stored', async () => {
		await using server = await serveHttp((_request, response) => {
			response.writeHead(200, { 'content-type': 'application/json' }).end('{"status":"ok"}');
		});
		const expected = { bodyContains: 'ok', jsonPath: { path: '$.status', equals: 'ok' } };
		const { observation, response } = await look(server.url('/a?token=abc', 'localhost'), {
			expect: expected,
		});
		expect(observationSchema.parse(observation)).toEqual(observation);
		expect(observation).toMatchObject({
			url: server.url('/a?token=REDACTED', 'localhost'),
			redirects: 0,
			status: 200,
			httpVersion: '1.1',
			remoteAddress: '127.0.0.1',
			certificateExpiresAt: null,
			bodyBytes: 15,
			failure: null,
			bodyContains: true,
			jsonPathFound: '"ok"',
		});
		const { dnsMs, connectMs, tlsMs, firstByteMs, transferMs, totalMs } = observation.timings;
		expect(tlsMs).toBeNull();
		const phases = [dnsMs, connectMs, firstByteMs, transferMs].map((ms) => ms ?? -1);
		expect(phases.every((ms) => ms >= 0)).toBe(true);
		expect(totalMs).toBeGreaterThanOrEqual(phases.reduce((sum, ms) => sum + ms, 0));
		expect(judge(expected, observation)).toEqual({ verdict: 'passed', failure: null });
		expect(keptResponseSchema.parse(response)).toEqual(response);
		expect(response).toMatchObject({ status: 200, body: '{"status":"ok"}', bodyTruncated: false });
	});

	test('says null for what was not asked and not reached', async () => {
		const { observation, response } = await look('http://127.0.0.1:1/');
		expect(observationSchema.parse(observation)).toEqual(observation);
		expect(observation).toMatchObject({
			status: null,
			httpVersion: null,
			remoteAddress: null,
			bodyContains: null,
			jsonPathFound: null,
		});
		expect(observation.failure).toMatchObject({
			phase: 'connect',
			errorCode: 'ECONNREFUSED',
			url: 'http://127.0.0.1:1/',
		});
		expect(observation.timings).toMatchObject({
			dnsMs: null,
			tlsMs: null,
			firstByteMs: null,
			transferMs: null,
		});
		expect(response).toEqual({ status: null, headers: {}, body: '', bodyTruncated: false });
	});

	test('looks for text and JSON in the whole of the first MiB', async () => {
		const body = JSON.stringify({ filling: 'x'.repeat(500_000), end: 'needle' });
		await using server = await serveHttp((_request, response) => response.end(body));
		const expected = { bodyContains: 'needle', jsonPath: { path: '$.end', equals: 'needle' } };
		const { observation, response } = await look(server.url(), { expect: expected });
		expect(judge(expected, observation).verdict).toBe('passed');
		expect(response.bodyTruncated).toBe(true);
		expect(response.body.length).toBe(65_536);
	});

	test('reads text in the charset it says it has', async () => {
		await using server = await serveHttp((_request, response) => {
			response
				.writeHead(200, { 'content-type': 'text/plain; charset=ISO-8859-1' })
				.end(Buffer.from('Gr\xfc\xdfe', 'latin1'));
		});
		const { observation, response } = await look(server.url(), { expect: { bodyContains: 'Grüße' } });
		expect(observation.bodyContains).toBe(true);
		expect(response.body).toBe('Grüße');
	});

	test('a redirect that is expected is seen, and not followed', async () => {
		await using server = await serveHttp((_request, response) =>
			response.writeHead(301, { location: '/a' }).end(),
		);
		for (const status of [301, '300-399'] as const) {
			const { observation } = await look(server.url(), { expect: { status } });
			expect(observation).toMatchObject({ status: 301, redirects: 0 });
			expect(judge({ status }, observation).verdict).toBe('passed');
		}
		const { observation } = await look(server.url(), { expect: { status: '200-399' } });
		expect(observation.failure).toMatchObject({ phase: 'redirect', errorCode: 'REDIRECT_LOOP' });
	});
});

describe('what is kept of an answer', () => {
	test('has its secrets masked, and those that the request carried', async () => {
		await using server = await serveHttp((request, response) => {
			response.setHeader('set-cookie', ['a=1', 'b=2']);
			response.setHeader('x-echo', request.headers['x-api-key'] ?? '');
			response.end(`you are ${String(request.headers['x-api-key'])}, "password": "hunter2"`);
		});
		const { response } = await look(server.url(), { headers: { 'X-Api-Key': 'my-own-key' } });
		expect(response.body).toBe(`you are ${MASK}, "password": "${MASK}"`);
		expect(response.headers).toMatchObject({ 'set-cookie': MASK, 'x-echo': MASK });
	});

	test('cuts no secret in two at 64 KB', async () => {
		const body = `${'x'.repeat(65_520)} "password": "${'hunter2'.repeat(20)}"`;
		await using server = await serveHttp((_request, response) => response.end(body));
		const { response } = await look(server.url());
		expect(response.body).not.toContain('hunter');
		expect(response.body.length).toBe(65_536);
		expect(response.bodyTruncated).toBe(true);
	});

	test('says of bytes what they are', async () => {
		await using server = await serveHttp((_request, response) => {
			response.writeHead(200, { 'content-type': 'image/png' }).end(Buffer.from([0x89, 0x50, 0, 1]));
		});
		expect((await look(server.url())).response.body).toBe('(4 bytes of image/png, not shown)');
	});

	test('is text that a database takes: no NUL, no half characters', async () => {
		await using server = await serveHttp((_request, response) => {
			response.writeHead(200, { 'content-type': 'text/plain' }).end(Buffer.from([0x61, 0, 0xff, 0x62]));
		});
		const { response } = await look(server.url());
		expect(response.body).toBe('a\uFFFD\uFFFDb');
	});
});

describe('the process itself', () => {
	test('that stood still is told, and not billed to the target', async () => {
		await using server = await serveHttp((_request, response) => {
			// The target runs in this process: its work is our stand-still.
			const until = performance.now() + 300;
			while (performance.now() < until);
			response.end();
		});
		const expected = { maxDurationMs: 150 };
		const { observation } = await look(server.url(), { expect: expected });
		expect(observation.blockedMs).toBeGreaterThan(250);
		expect(judge(expected, observation).verdict).toBe('inconclusive');
	});

	test('that was at ease is not', async () => {
		await using server = await serveHttp((_request, response) => void setTimeout(() => response.end(), 600));
		const expected = { maxDurationMs: 150 };
		const { observation } = await look(server.url(), { expect: expected });
		expect(judge(expected, observation).verdict).toBe('failed');
	});
});

test('a cancellation is no observation', async () => {
	const stop = new AbortController();
	await using server = await serveHttp(() => stop.abort(new Error('stopped')));
	expect(await look(server.url(), {}, stop.signal).catch((error: unknown) => error)).toBe(stop.signal.reason);
	await server.idle();
});
