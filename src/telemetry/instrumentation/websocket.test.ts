import { context, trace } from '@opentelemetry/api';
import { getRPCMetadata } from '@opentelemetry/core';
import { afterAll, describe, expect, test } from 'bun:test';
import type { LiveSpan } from '../live/types';
import { liveStore, spanFrom } from '../testing/live';
import { pointsOf } from '../testing/points';
import { sendRaw } from '../testing/raw';
import { connectTo, type Client } from '../testing/webSocketClient';
import { endOpenConnections } from '../websocket/connection';

interface Data {
	path: string;
}

type Socket = Bun.ServerWebSocket<Data>;

/** What the handlers saw, for the tests that ask. */
const seen: unknown[] = [];

const activeId = () => trace.getActiveSpan()?.spanContext().spanId;

/** What a socket does when it is sent the name of it. */
const ACTIONS: Record<string, (socket: Socket) => unknown> = {
	echo: (socket) => socket.send('héllo'),
	binary: (socket) => socket.sendBinary(new Uint8Array(5)),
	forms: (socket) => [
		socket.sendText('abc'),
		socket.send(new ArrayBuffer(4)),
		socket.send(new Uint16Array(2)),
		socket.send(new Blob(['12'])),
		socket.send(''),
		socket.cork(() => socket.send('corked')),
		socket.ping('not counted'),
	],
	active: (socket) => socket.send(String(activeId())),
	later: async (socket) => {
		await Bun.sleep(1);
		socket.send(String(activeId()));
	},
	subscribe: (socket) => [socket.subscribe('news'), socket.subscribe('news'), socket.send('subscribed')],
	unsubscribe: (socket) => [socket.unsubscribe('news'), socket.send('unsubscribed')],
	publish: (socket) => socket.publish('news', 'published'),
	close: (socket) => socket.close(1000, 'enough'),
	own: (socket) => socket.close(4001, 'own'),
	broken: (socket) => socket.close(1011, 'broken'),
	terminate: (socket) => socket.terminate(),
	closeAndSend: (socket) => [socket.close(), socket.send('too late')],
};

const handlers = {
	open(socket: Socket) {
		seen.push(['open', socket.data, activeId()]);
		trace.getTracer('test').startSpan('opened').end();
	},
	message(socket: Socket, message: string | Buffer) {
		return ACTIONS[String(message)]?.(socket) as undefined;
	},
	close(socket: Socket, code: number, reason: string) {
		seen.push(['close', socket.data, code, reason, activeId()]);
	},
	ping: () => void seen.push(['ping', activeId()]),
	pong: () => void seen.push(['pong', activeId()]),
};

const options: Bun.Serve.Options<Data, '/rooms/:id'> = {
	port: 0,
	hostname: '127.0.0.1',
	development: false,
	routes: {
		'/rooms/:id': (request, self) =>
			self.upgrade(request, { data: { path: request.params.id } })
				? undefined
				: new Response('no', { status: 426 }),
	},
	async fetch(request, self) {
		const { pathname } = new URL(request.url);
		if (pathname === '/later') await Bun.sleep(1);
		if (pathname === '/named') {
			const metadata = getRPCMetadata(context.active());
			if (metadata !== undefined) metadata.route = '/named/[id]';
		}
		const data = { path: pathname };
		const headers = new Headers(pathname === '/chosen' ? { 'Sec-WebSocket-Protocol': 'b' } : {});
		if (self.upgrade(request, { data, headers })) return new Response('nobody reads this', { status: 500 });
		return new Response('no', { status: 426 });
	},
	websocket: handlers,
};
const server = Bun.serve<Data, '/rooms/:id'>(options);
const port = server.port ?? 0;

afterAll(() => server.stop(true));

const connect = (path: string, protocols?: string[]) => connectTo(`ws://127.0.0.1:${port}${path}`, protocols);

const isConnection = (span: LiveSpan) => span.scope === 'glasshouse.websocket';

/** The span of a connection to `path` during which `act` is done; it is closed afterwards. */
function connection(path: string, act: (client: Client) => unknown, protocols?: string[]): Promise<LiveSpan> {
	return spanFrom(isConnection, async () => {
		const client = await connect(path, protocols);
		await act(client);
		client.socket.close();
		await client.closed;
	});
}

describe('a WebSocket connection', () => {
	test('has a span for its life, a child of its upgrade request', async () => {
		const span = await connection('/chat?token=hush', async (client) => {
			await client.ask('echo');
			await client.ask('binary');
			client.socket.send(new Uint8Array(7));
		});
		expect(span).toMatchObject({ name: 'websocket', kind: 'server', status: { code: 'unset' }, events: [] });
		expect(span.attributes).toEqual({
			'url.path': '/chat',
			'server.address': '127.0.0.1',
			'server.port': port,
			'network.peer.address': '127.0.0.1',
			'websocket.messages.received': 3,
			'websocket.bytes.received': 'echo'.length + 'binary'.length + 7,
			'websocket.messages.sent': 2,
			'websocket.bytes.sent': 'héllo'.length + 1 + 5,
			'websocket.close_code': 1005,
		});
		const upgrade = liveStore().span(span.traceId, span.parentSpanId ?? '');
		expect(upgrade).toMatchObject({ name: 'GET', kind: 'server', status: { code: 'unset' } });
		expect(upgrade?.attributes).toMatchObject({
			'http.response.status_code': 101,
			'url.query': 'token=REDACTED',
		});
		expect(BigInt(upgrade?.endTimeUnixNano ?? 0)).toBeLessThan(BigInt(span.endTimeUnixNano ?? 0));
	});

	test('is named after its route, however that was told', async () => {
		const span = await connection('/rooms/7', (client) => client.ask('echo'));
		expect(span.name).toBe('websocket /rooms/:id');
		expect(span.attributes['http.route']).toBe('/rooms/:id');
		expect((await connection('/named', () => {})).name).toBe('websocket /named/[id]');
	});

	test('is joined to its request also where that is upgraded later', async () => {
		const span = await connection('/later', () => {});
		expect(liveStore().span(span.traceId, span.parentSpanId ?? '')?.attributes['url.path']).toBe('/later');
	});

	test('runs its handlers in its context, and what they await, and leaves `data` as it was given', async () => {
		seen.length = 0;
		const answers: unknown[] = [];
		const span = await connection('/', async (client) => {
			answers.push(await client.ask('active'), await client.ask('later'));
			client.ping();
			await client.ask('echo');
		});
		expect(answers).toEqual([span.spanId, span.spanId]);
		expect(seen).toEqual([
			['open', { path: '/' }, span.spanId],
			['ping', span.spanId],
			['close', { path: '/' }, 1005, '', span.spanId],
		]);
		const opened = liveStore().trace(span.traceId);
		expect(opened.find(({ name }) => name === 'opened')?.parentSpanId).toBe(span.spanId);
	});

	test('counts every form of message that is sent, and none that is dropped', async () => {
		const { attributes } = await connection('/', async (client) => {
			client.socket.send('forms');
			for (let received = 0; received < 6; received += 1) await client.next();
		});
		expect(attributes).toMatchObject({
			'websocket.messages.sent': 6,
			'websocket.bytes.sent': 3 + 4 + 4 + 2 + 6,
		});
		const late = await connection('/', (client) => {
			client.socket.send('closeAndSend');
			return client.closed;
		});
		expect(late.attributes['websocket.messages.sent']).toBe(0);
	});

	test('counts what is published to its topics while it subscribes to them, but not what it publishes', async () => {
		const publisher = await connect('/');
		await publisher.ask('subscribe');
		server.publish('news', 'before');
		const { attributes } = await connection('/', async (client) => {
			await client.ask('subscribe');
			const first = client.next();
			publisher.socket.send('publish');
			expect(await first).toBe('published');
			const second = client.next();
			expect(server.publish('news', new Uint8Array(4))).toBe(4);
			await second;
			await client.ask('unsubscribe');
			server.publish('news', 'after');
		});
		expect(attributes).toMatchObject({
			'websocket.messages.sent': 4,
			'websocket.bytes.sent': 'subscribed'.length + 'published'.length + 4 + 'unsubscribed'.length,
		});
		const own = await spanFrom(isConnection, () => publisher.socket.close());
		expect(own.attributes).toMatchObject({
			'websocket.messages.sent': 4,
			'websocket.bytes.sent': 'subscribed'.length + 'before'.length + 4 + 'after'.length,
		});
	});

	const CODES: [action: string, code: number, status: string, errorType: string | undefined][] = [
		['close', 1000, 'unset', undefined],
		['own', 4001, 'unset', undefined],
		['broken', 1011, 'error', '1011'],
		['terminate', 1006, 'error', '1006'],
	];
	for (const [action, code, status, type] of CODES) {
		test(`that ends with ${code} has the status ${status}`, async () => {
			const span = await spanFrom(isConnection, async () => (await connect('/')).socket.send(action));
			expect(span.status.code).toBe(status as 'unset');
			expect(span.attributes).toMatchObject({ 'websocket.close_code': code });
			expect(span.attributes['error.type']).toBe(type as string);
		});
	}

	test('tells the subprotocol that Bun agrees to', async () => {
		for (const [path, agreed] of [
			['/', 'a'],
			['/chosen', 'b'],
		] as const) {
			let protocol = '';
			const span = await connection(path, ({ socket }) => (protocol = socket.protocol), ['a', 'b']);
			expect(protocol).toBe(agreed);
			expect(span.attributes['websocket.subprotocol']).toBe(agreed);
		}
	});

	test('does not come of an upgrade that fails', async () => {
		const span = await spanFrom(
			({ scope }) => scope === 'glasshouse.serve',
			() => sendRaw(port, ['GET /plain HTTP/1.1', 'Upgrade: websocket']),
		);
		expect(span.attributes['http.response.status_code']).toBe(426);
		expect(liveStore().trace(span.traceId)).toHaveLength(1);
	});

	test('is counted in the metrics, by its route and by nothing that a client chooses', async () => {
		const route = { 'http.route': '/rooms/:id' };
		const counted = async (name: string, more: Record<string, string | number>) => {
			const [point] = await pointsOf(`websocket.server.${name}`, { ...route, ...more });
			return point?.value ?? 0;
		};
		const client = await connect('/rooms/metrics');
		await client.ask('binary');
		expect(await counted('active_connections', {})).toBe(1);
		client.socket.send('own');
		await client.closed;
		expect(await counted('active_connections', {})).toBe(0);
		expect(await counted('connection.duration', { 'websocket.close_code': 4000 })).toMatchObject({
			count: 1,
		});
		const sent = { 'network.io.direction': 'transmit', 'websocket.message.type': 'binary' };
		expect(await counted('message.size', sent)).toMatchObject({ count: 1, sum: 5 });
		const text = { 'network.io.direction': 'receive', 'websocket.message.type': 'text' };
		expect(await counted('message.size', text)).toMatchObject({ max: 'binary'.length });
	});

	test('that is open when the process stops is ended', async () => {
		const client = await connect('/');
		const span = await spanFrom(isConnection, () => endOpenConnections());
		expect(span.status.code).toBe('unset');
		expect(span.attributes).not.toHaveProperty('websocket.close_code');
		expect(await client.ask('echo')).toBe('héllo');
		client.socket.close();
		await client.closed;
	});

	test('is traced as well where server.reload brings the handlers', async () => {
		const other = Bun.serve<Data>({ port: 0, hostname: '127.0.0.1', fetch: () => new Response('old') });
		other.reload({
			fetch: (request, self) =>
				self.upgrade(request, { data: { path: '' } }) ? undefined : new Response(''),
			websocket: { message: (socket) => socket.close(1000) },
		});
		const span = await spanFrom(isConnection, () => {
			const socket = new WebSocket(`ws://127.0.0.1:${String(other.port)}/`);
			socket.onopen = () => socket.send('x');
		});
		expect(span.attributes['websocket.messages.received']).toBe(1);
		await other.stop(true);
	});

	test('leaves the options and the methods of server and socket as they were', () => {
		expect(options.websocket).toBe(handlers);
		expect(Object.keys(server)).toEqual([]);
		const native = Object.getPrototypeOf(server) as typeof server;
		for (const name of ['upgrade', 'publish', 'reload'] as const) {
			expect(server[name]).not.toBe(native[name]);
			expect([server[name].name, server[name].length]).toEqual([name, native[name].length]);
		}
	});
});
