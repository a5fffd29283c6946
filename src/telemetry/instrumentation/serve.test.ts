import { trace } from '@opentelemetry/api';
import { afterAll, describe, expect, test } from 'bun:test';
import { isServer, options, request as requestTo, scope } from '../testing/asked';
import { spanFrom } from '../testing/live';
import { sendRaw } from '../testing/raw';

const server = Bun.serve(options);
const port = server.port ?? 0;
const request = (path: string, ...headers: string[]) => requestTo(port, path, ...headers);

afterAll(() => server.stop(true));

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
			'network.peer.address': '127.0.0.1',
			'network.peer.port': expect.any(Number) as number,
			'user_agent.original': 'tester',
			'http.response.status_code': 200,
		});
	});

	test('does not believe forwarded headers', async () => {
		const forwarded = ['X-Forwarded-For: 1.2.3.4', 'X-Forwarded-Proto: https', 'Forwarded: for=1.2.3.4'];
		const { attributes } = await request('/plain', ...forwarded);
		expect(attributes).toMatchObject({ 'client.address': '127.0.0.1', 'url.scheme': 'http' });
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

	test('knows the route of `routes`, also of handlers and static responses by method', async () => {
		for (const [line, name, status] of [
			['GET /users/7', 'GET /users/:id', 200],
			['GET /methods', 'GET /methods', 200],
			['POST /methods', 'POST /methods', 201],
			['GET /static', 'GET /static', 200],
			['HEAD /static', 'HEAD /static', 200],
			['OPTIONS /static', 'OPTIONS /static', 200],
		] as const) {
			const span = await spanFrom(isServer, () => sendRaw(port, [`${line} HTTP/1.1`, 'Content-Length: 0']));
			expect(span).toMatchObject({ name, attributes: { 'http.response.status_code': status } });
			expect(span.attributes['http.route']).toBe(name.split(' ')[1] ?? '');
		}
		const cached = await request('/static', 'If-None-Match: *');
		expect(cached.attributes['http.response.status_code']).toBe(304);
	});

	test('gives methods that the conventions know their name, and others none', async () => {
		for (const [method, name, told] of [
			['OPTIONS', 'OPTIONS', 'OPTIONS'],
			['PROPFIND', 'HTTP', '_OTHER'],
		] as const) {
			const span = await spanFrom(isServer, () => sendRaw(port, [`${method} /plain HTTP/1.1`]));
			expect(span.name).toBe(name);
			expect(span.attributes['http.request.method']).toBe(told);
		}
	});

	test('gives one to a request that no route fits, where there is no `fetch`', async () => {
		const other = Bun.serve({
			port: 0,
			hostname: '127.0.0.1',
			routes: { '/only': new Response('only') },
		});
		const span = await spanFrom(isServer, () => sendRaw(other.port ?? 0, ['GET /else HTTP/1.1']));
		expect(span).toMatchObject({ name: 'GET', attributes: { 'http.response.status_code': 404 } });
		await other.stop(true);
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

	test('leaves the scope of the host in which the server was made to its handlers', async () => {
		const inner = scope.run('made in here', () => Bun.serve({ ...options, hostname: '127.0.0.1', port: 0 }));
		expect(await sendRaw(inner.port ?? 0, ['GET /scoped HTTP/1.1'])).toEndWith('made in here');
		expect(await sendRaw(port, ['GET /scoped HTTP/1.1'])).toEndWith('undefined');
		await inner.stop(true);
	});

	test('leaves the options, and the name and length of Bun.serve, as they were', () => {
		expect(options.fetch.name).toBe('fetch');
		expect(options.routes['/static']).toBeInstanceOf(Response);
		expect(options.routes['/static'].bodyUsed).toBe(false);
		expect(Object.keys(server)).toEqual([]);
		const native = Object.getPrototypeOf(server) as Bun.Server<undefined>;
		expect(native.reload).not.toBe(server.reload);
		expect([server.reload.name, server.reload.length]).toEqual(['reload', native.reload.length]);
		expect(Bun.serve.name).toBe('serve');
		expect(Bun.serve.length).toBe(1);
	});

	test('lets Bun refuse what it would refuse', () => {
		expect(() => void Reflect.apply(Bun.serve, Bun, [])).toThrow(TypeError);
		expect(() => Bun.serve({ port: 0, fetch: 'nothing' as never })).toThrow(TypeError);
	});
});
