import { context, trace } from '@opentelemetry/api';
import { getRPCMetadata } from '@opentelemetry/core';
import { afterAll, describe, expect, setDefaultTimeout, test } from 'bun:test';
import type { LiveSpan } from '../live/types';
import { spanFrom } from '../testing/live';
import { runProgram } from '../testing/program';
import { sendRaw } from '../testing/raw';

// Programs of their own, on a machine that may be busy.
setDefaultTimeout(60_000);

const handlers: Record<string, (request: Request, self: unknown, server: unknown) => unknown> = {
	'/plain': () => new Response('plain'),
	'/self': (_, self, server) => new Response(String(self === server)),
	'/trace': () => new Response(trace.getActiveSpan()?.spanContext().traceId),
	'/routed': async () => {
		await Bun.sleep(1);
		const metadata = getRPCMetadata(context.active());
		if (metadata !== undefined) metadata.route = '/routed/[id]';
		return new Response('routed');
	},
	'/missing': () => new Response('none', { status: 404 }),
	'/broken': () => new Response('broken', { status: 503 }),
	'/throws': () => {
		throw new RangeError('it broke');
	},
	'/rejects': () => Promise.reject(new RangeError('it broke')),
	'/teapot': () => {
		throw new Error('teapot');
	},
};

const options = {
	port: 0,
	hostname: '127.0.0.1',
	development: false,
	routes: {
		'/users/:id': (request: Bun.BunRequest<'/users/:id'>) => new Response(request.params.id),
		'/methods': { GET: () => new Response('got'), POST: new Response('static') },
		'/static': new Response('static'),
	},
	fetch(this: unknown, request: Request, server: unknown) {
		const handler = handlers[URL.parse(request.url)?.pathname ?? '/plain'];
		return handler?.(request, this, server) as Response;
	},
	error: (error: Error) =>
		new Response(trace.getActiveSpan()?.spanContext().traceId, {
			status: error.message === 'teapot' ? 418 : 500,
		}),
};
const server = Bun.serve(options);
const port = server.port ?? 0;

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

const BROKEN_TELEMETRY = `
	import { propagation } from '@opentelemetry/api';
	import { getTelemetry } from './src/telemetry/handle';
	const fail = () => { throw new Error('broken telemetry'); };
	getTelemetry().live.subscribe(fail);
	propagation.disable();
	propagation.setGlobalPropagator({ extract: fail, inject: fail, fields: () => [] });
	const server = Bun.serve({ port: 0, fetch: () => new Response('answered') });
	const response = await fetch(server.url);
	console.log(response.status, await response.text());
	await server.stop(true);
`;

const isServer = (span: LiveSpan) => span.scope === 'glasshouse.serve';
const request = (path: string, ...headers: string[]) =>
	spanFrom(isServer, () => sendRaw(port, [`GET ${path} HTTP/1.1`, ...headers]));

describe('Bun.serve', () => {
	test('gives a request a SERVER span by the stable conventions', async () => {
		const span = await request('/plain?a=1&token=hush', 'User-Agent: tester');
		expect(span).toMatchObject({
			name: 'GET',
			kind: 'server',
			parentSpanId: null,
			status: { code: 'unset' },
		});
		expect(span.attributes).toEqual({
			'http.request.method': 'GET',
			'url.path': '/plain',
			'url.scheme': 'http',
			'url.query': 'a=1&token=REDACTED',
			'server.address': 'tested.example',
			'server.port': 8080,
			'client.address': '127.0.0.1',
			'user_agent.original': 'tester',
			'network.protocol.version': '1.1',
			'http.response.status_code': 200,
		});
	});

	for (const host of ['Host: no host', 'Host: x:y', 'Host:']) {
		test(`gives one to a request whose header is “${host}”, too`, async () => {
			const span = await spanFrom(isServer, () =>
				sendRaw(port, ['GET /bad?a=1&token=hush HTTP/1.1', host], null),
			);
			expect(span.name).toBe('GET');
			expect(span.attributes).toMatchObject({ 'url.path': '/bad', 'url.query': 'a=1&token=REDACTED' });
			expect(span.attributes).not.toHaveProperty('server.address');
		});
	}

	test('hands the server to the handler as `this` and as argument', async () => {
		expect(await sendRaw(port, ['GET /self HTTP/1.1'])).toEndWith('true');
	});

	test('names the span after the route that RPC metadata tells', async () => {
		const span = await request('/routed');
		expect(span.name).toBe('GET /routed/[id]');
		expect(span.attributes['http.route']).toBe('/routed/[id]');
	});

	test('knows the route of `routes`, also of handlers by method, and leaves static responses alone', async () => {
		expect((await request('/users/7')).name).toBe('GET /users/:id');
		expect((await request('/methods')).name).toBe('GET /methods');
		expect(await sendRaw(port, ['POST /methods HTTP/1.1', 'Content-Length: 0'])).toEndWith('static');
		expect(await sendRaw(port, ['GET /static HTTP/1.1'])).toMatch(/etag/i);
	});

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

	test('tells an error, or a body that breaks, where there is no error page', async () => {
		const { stdout } = await runProgram(UNANSWERED);
		expect(JSON.parse(stdout)).toMatchObject([
			{ status: { code: 'error', message: 'thrown' }, attributes: { 'http.response.status_code': 500 } },
			{ status: { code: 'error', message: 'cut' }, attributes: { 'http.response.status_code': 200 } },
		]);
	});

	test('joins the trace of a caller, and begins its own where the header is malformed', async () => {
		const traceId = '0af7651916cd43dd8448eb211c80319c';
		const joined = await request('/plain', `traceparent: 00-${traceId}-b7ad6b7169203331-01`);
		expect(joined).toMatchObject({ traceId, parentSpanId: 'b7ad6b7169203331' });
		const own = await request('/plain', `traceparent: 00-${traceId}-0000000000000000-01`);
		expect(own.parentSpanId).toBeNull();
		expect(own.traceId).not.toBe(traceId);
	});

	test('does not take the span in which the server was made for a parent', async () => {
		const span = await trace.getTracer('test').startActiveSpan('outside', async (outside) => {
			const inner = Bun.serve({ port: 0, hostname: '127.0.0.1', fetch: () => new Response('x') });
			const served = await spanFrom(isServer, () => sendRaw(inner.port ?? 0, ['GET / HTTP/1.1']));
			await inner.stop(true);
			outside.end();
			return served;
		});
		expect(span.parentSpanId).toBeNull();
	});

	test('answers as if it were not there when telemetry itself throws', async () => {
		const { stdout } = await runProgram(BROKEN_TELEMETRY);
		expect(stdout).toBe('200 answered\n');
	});

	test('traces what server.reload puts in place', async () => {
		const other = Bun.serve({ port: 0, hostname: '127.0.0.1', fetch: () => new Response('old') });
		other.reload({ fetch: () => new Response('new', { status: 201 }) });
		const span = await spanFrom(isServer, () => sendRaw(other.port ?? 0, ['GET / HTTP/1.1']));
		expect(span.attributes['http.response.status_code']).toBe(201);
		await other.stop(true);
	});

	test('passes WebSockets through', async () => {
		const chat = Bun.serve({
			port: 0,
			hostname: '127.0.0.1',
			fetch: (incoming, self) => (self.upgrade(incoming) ? undefined : new Response('no', { status: 400 })),
			websocket: { message: (socket, message) => void socket.send(`echo ${String(message)}`) },
		});
		const { promise, resolve } = Promise.withResolvers<unknown>();
		const span = await spanFrom(isServer, async () => {
			const socket = new WebSocket(`ws://127.0.0.1:${chat.port ?? 0}/`);
			socket.onopen = () => socket.send('hello');
			socket.onmessage = (event) => resolve(event.data);
			expect(await promise).toBe('echo hello');
			socket.close();
		});
		expect(span.attributes['http.response.status_code']).toBe(101);
		await chat.stop(true);
	});

	test('leaves the options, and the name and length of Bun.serve, as they were', () => {
		expect(options.fetch.name).toBe('fetch');
		expect(Bun.serve.name).toBe('serve');
		expect(Bun.serve.length).toBe(1);
	});

	test('lets Bun refuse what it would refuse', () => {
		expect(() => void Reflect.apply(Bun.serve, Bun, [])).toThrow(TypeError);
		expect(() => Bun.serve({ port: 0, fetch: 'nothing' as never })).toThrow(TypeError);
	});
});
