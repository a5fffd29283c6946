// A server and its client in one program, on telemetry of which one part throws whenever it is touched. Prints what
// the client got, and what the server's handlers saw, which must be the same whatever is broken, or not there.
import { context, metrics, propagation, ROOT_CONTEXT, trace, type ContextManager } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { instrumentServe } from '../../instrumentation/serve';
import { instrumentWebSocket } from '../../instrumentation/websocket';
import { exchange } from '../served';

let failures = 0;

const fail = (): never => {
	failures += 1;
	throw new Error('broken telemetry');
};

/** Whatever is called on it throws, but for what is given. */
function hostile(except: Record<string, unknown> = {}): never {
	return new Proxy(except, { get: (target, key): unknown => Reflect.get(target, key) ?? fail }) as never;
}

const spanContext = () => ({
	traceId: '0af7651916cd43dd8448eb211c80319c',
	spanId: 'b7ad6b7169203331',
	traceFlags: 1,
});

/** Calls back, and throws afterwards. */
function throwingLate(): ContextManager {
	const manager = new AsyncLocalStorageContextManager();
	const within = manager.with.bind(manager);
	const call = (...args: Parameters<ContextManager['with']>) => {
		within(...args);
		return fail();
	};
	return Object.assign(manager, { with: call });
}

const BREAK: Record<string, () => unknown> = {
	nothing: () => {},
	tracer: () => trace.setGlobalTracerProvider({ getTracer: () => hostile() }),
	span: () =>
		trace.setGlobalTracerProvider({
			getTracer: () => hostile({ startSpan: () => hostile({ spanContext }) }),
		}),
	spanContext: () =>
		trace.setGlobalTracerProvider({ getTracer: () => hostile({ startSpan: () => hostile() }) }),
	meterProvider: () => metrics.setGlobalMeterProvider(hostile()),
	meter: () => metrics.setGlobalMeterProvider({ getMeter: () => hostile() }),
	instruments: () => {
		const create = () => hostile();
		const meter = { createHistogram: create, createUpDownCounter: create, createCounter: create };
		metrics.setGlobalMeterProvider({ getMeter: () => hostile(meter) });
	},
	propagator: () => propagation.setGlobalPropagator(hostile()),
	context: () => context.setGlobalContextManager(hostile({ active: () => ROOT_CONTEXT })),
	contextLater: () => context.setGlobalContextManager(throwingLate()),
	everything: () => {
		for (const part of ['span', 'instruments', 'propagator', 'context']) BREAK[part]?.();
	},
};

const told: string[] = [];
process.on('uncaughtException', (error) => told.push(`uncaught ${String(error)}`));
process.on('unhandledRejection', (error) => told.push(`unhandled ${String(error)}`));

const [part = 'nothing', isPlain] = process.argv.slice(2);
if (isPlain === undefined) {
	BREAK[part]?.();
	instrumentServe();
	instrumentWebSocket();
}

async function* generator(): AsyncGenerator<string> {
	yield 'a';
	await Bun.sleep(1);
	yield 'b';
}

const server = Bun.serve({
	port: 0,
	hostname: '127.0.0.1',
	development: false,
	routes: {
		'/static': new Response('static'),
		'/users/:id': (request) => new Response(request.params.id),
		'/methods': { POST: () => new Response('posted') },
	},
	async fetch(request, self) {
		told.push(`${request.method} ${new URL(request.url).pathname} ${String(this === self)}`);
		const { pathname } = new URL(request.url);
		if (pathname === '/stream') return new Response(generator() as unknown as ReadableStream);
		if (pathname === '/throws') throw new RangeError('thrown');
		if (pathname === '/ws') return self.upgrade(request, { data: 'kept' }) ? undefined : new Response('no');
		await Bun.sleep(1);
		return new Response(await request.text(), { status: 201, headers: { 'x-own': '1' } });
	},
	error(error) {
		told.push(`error ${String(error)}`);
		return new Response('page', { status: 500 });
	},
	websocket: {
		data: '',
		open: (socket) => void told.push(`open ${socket.data} ${String(socket.subscribe('topic'))}`),
		message(socket, message) {
			told.push(`message ${String(message)} ${socket.send(message)} ${server.publish('topic', 'published')}`);
			if (message === 'throw') throw new RangeError('in message');
			if (message === 'reject') return Promise.reject(new RangeError('in promise'));
			return undefined;
		},
		close: (_socket, code) => void told.push(`close ${code}`),
	},
});

for (const line of [
	'GET /static',
	'HEAD /static',
	'GET /users/7',
	'GET /stream',
	'GET /throws',
	'POST /methods',
	'GET /x',
]) {
	const raw = await exchange(
		server.port ?? 0,
		`${line} HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
	);
	told.push(
		raw
			.replace(/Date: [^\r]*/, '')
			.toLowerCase()
			.split('\r\n')
			.sort()
			.join('|'),
	);
}
const socket = new WebSocket(`ws://127.0.0.1:${server.port}/ws`);
const messages = ['hello', 'throw', 'reject'];
socket.onopen = () => socket.send(messages.shift() ?? '');
socket.onmessage = ({ data }) => {
	told.push(`received ${String(data)}`);
	if (data !== 'published') return;
	const next = messages.shift();
	if (next === undefined) socket.close(4000);
	else socket.send(next);
};
await new Promise((resolve) => (socket.onclose = resolve));
await server.stop();
process.stdout.write(`${told.join('\n')}\n`);
process.stderr.write(`failures: ${failures}\n`);
