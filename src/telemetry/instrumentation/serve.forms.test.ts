import { afterAll, describe, expect, setDefaultTimeout, test } from 'bun:test';
import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { generate } from 'selfsigned';
import { isServer, options } from '../testing/asked';
import { spanFrom } from '../testing/live';
import { runProgram } from '../testing/program';
import { sendRaw } from '../testing/raw';

// Programs of their own, on a machine that may be busy.
setDefaultTimeout(60_000);

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

const server = Bun.serve(options);

afterAll(() => server.stop(true));

describe('Bun.serve in its other forms', () => {
	test('serves a unix socket, where nobody has an address', async () => {
		const unix = join(tmpdir(), `serve-${randomUUID()}.sock`);
		const other = Bun.serve({ unix, fetch: () => new Response('unix') });
		const span = await spanFrom(isServer, () => fetch('http://unix.example/path', { unix }));
		expect(span.attributes).toMatchObject({ 'url.path': '/path', 'server.address': 'unix.example' });
		expect(span.attributes).not.toHaveProperty('client.address');
		await other.stop(true);
	});

	test('serves TLS', async () => {
		const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }]);
		const other = Bun.serve({ port: 0, tls: { key, cert }, fetch: () => new Response('over TLS') });
		const url = `https://localhost:${String(other.port)}/`;
		const span = await spanFrom(isServer, () => fetch(url, { tls: { rejectUnauthorized: false } }));
		expect(span.attributes).toMatchObject({ 'url.scheme': 'https', 'server.port': other.port });
		await other.stop(true);
	});

	test('serves what `server.fetch` asks for', async () => {
		const span = await spanFrom(isServer, () => server.fetch('/routed'));
		expect(span.name).toBe('GET /routed/[id]');
		expect(span.attributes).not.toHaveProperty('client.address');
	});

	test('knows what a server in development answers by itself', async () => {
		const other = Bun.serve({
			port: 0,
			hostname: '127.0.0.1',
			development: true,
			fetch: () => undefined as unknown as Response,
		});
		const span = await spanFrom(isServer, async () => {
			expect(await sendRaw(other.port ?? 0, ['GET / HTTP/1.1'])).toInclude('Welcome to Bun');
		});
		expect(span.attributes['http.response.status_code']).toBe(200);
		await other.stop(true);
	});

	test('serves who imported `serve` by name', async () => {
		const { stdout } = await runProgram(`
			import { serve } from 'bun';
			import { getTelemetry } from './src/telemetry/handle';
			const server = serve({ port: 0, hostname: '127.0.0.1', fetch: () => new Response('named') });
			console.log(await (await fetch(server.url)).text(), getTelemetry().live.traces(1)[0].spanCount);
			await server.stop(true);
		`);
		expect(stdout).toBe('named 2\n');
	});

	test('serves a program whose default export says how', async () => {
		const command = [
			process.execPath,
			'--preload',
			'./telemetry.ts',
			'src/telemetry/testing/programs/exported.ts',
		];
		const unix = join(tmpdir(), `exported-${randomUUID()}.sock`);
		const child = Bun.spawn([...command, unix], { cwd: ROOT, env: {}, stdout: 'pipe', timeout: 50_000 });
		const output = await new Response(child.stdout).text();
		expect(JSON.parse(/^span (.*)$/m.exec(output)?.[1] ?? '')).toMatchObject({
			name: 'GET',
			attributes: { 'url.path': '/path', 'http.response.status_code': 200 },
		});
	});

	test('traces what server.reload puts in place', async () => {
		const other = Bun.serve({ port: 0, hostname: '127.0.0.1', fetch: () => new Response('old') });
		other.reload({ fetch: () => new Response('new', { status: 201 }) });
		const span = await spanFrom(isServer, () => sendRaw(other.port ?? 0, ['GET / HTTP/1.1']));
		expect(span.attributes['http.response.status_code']).toBe(201);
		await other.stop(true);
	});

	test('traces all that server.reload puts in place, error page and routes, and returns the server', async () => {
		const other = Bun.serve({ port: 0, hostname: '127.0.0.1', fetch: () => new Response('old') });
		const again = other.reload({
			routes: { '/static': new Response('static'), '/throws': () => Promise.reject(new Error('thrown')) },
			error: () => new Response('page', { status: 502 }),
		});
		expect(again).toBe(other);
		const ask = (path: string) =>
			spanFrom(isServer, () => sendRaw(other.port ?? 0, [`GET ${path} HTTP/1.1`]));
		expect((await ask('/static')).name).toBe('GET /static');
		expect((await ask('/throws')).attributes['http.response.status_code']).toBe(502);
		expect((await ask('/else')).attributes['http.response.status_code']).toBe(200);
		await other.stop(true);
	});

	test('keeps what server.reload does not name: the error page, and the upgrades', async () => {
		const other = Bun.serve({
			port: 0,
			hostname: '127.0.0.1',
			fetch: () => new Response('old'),
			error: () => new Response('page', { status: 502 }),
			websocket: { message: () => {} },
		});
		other.reload({
			fetch(incoming: Request, self: Bun.Server<undefined>) {
				if (self.upgrade(incoming)) return undefined as unknown as Response;
				throw new Error('thrown');
			},
		});
		const failed = await spanFrom(isServer, () => sendRaw(other.port ?? 0, ['GET / HTTP/1.1']));
		expect(failed.attributes['http.response.status_code']).toBe(502);
		const upgraded = await spanFrom(isServer, async () => {
			const socket = new WebSocket(`ws://127.0.0.1:${String(other.port)}/`);
			await new Promise((resolve) => (socket.onopen = resolve));
			socket.close();
		});
		expect(upgraded.attributes['http.response.status_code']).toBe(101);
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
});
