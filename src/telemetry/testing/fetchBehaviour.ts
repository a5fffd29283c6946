// A program that calls `fetch` in every way there is and prints what came of it, and what went over the wire.
// Its output must be the same whether or not anything is instrumented.
import { rmSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

let wire: string[] = [];

const server = createServer(receive);
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const address = server.address();
const port = typeof address === 'object' ? address?.port : undefined;
const url = `http://127.0.0.1:${String(port)}`;

const socketPath = join(tmpdir(), `glasshouse-fetch-${crypto.randomUUID()}.sock`);
const socketServer = createServer(receive);
await new Promise<void>((resolve) => socketServer.listen(socketPath, resolve));

/** Whole requests, one after the other, as they came. */
function receive(socket: Socket): void {
	let received = '';
	socket.on('error', () => socket.destroy());
	socket.on('data', (chunk) => {
		received += chunk.toString('latin1');
		if (!isComplete(received)) return;
		wire.push(received);
		const path = received.split(' ')[1] ?? '';
		received = '';
		answer(socket, path);
	});
}

function isComplete(request: string): boolean {
	const end = request.indexOf('\r\n\r\n');
	if (end < 0) return false;
	if (/^transfer-encoding: chunked/im.test(request)) return request.endsWith('0\r\n\r\n');
	const length = Number(/^content-length: (\d+)/im.exec(request)?.[1] ?? 0);
	return request.length - end - 4 >= length;
}

function answer(socket: Socket, path: string): void {
	if (path.includes('/never')) return;
	if (path.includes('/reset')) return void socket.destroy();
	if (path.includes('/redirect')) return reply(socket, '302 Found', '', 'Location: /there?token=hush\r\n');
	if (path.includes('/broken')) return reply(socket, 'rubbish', 'x');
	reply(socket, path.includes('/404') ? '404 Not Found' : '200 OK', 'answered');
}

function reply(socket: Socket, status: string, body: string, headers = ''): void {
	const length = `Content-Length: ${body.length}\r\n`;
	socket.end(`HTTP/1.1 ${status}\r\n${length}${headers}Connection: close\r\n\r\n${body}`);
}

class Init {
	#method = 'PUT';
	get method() {
		return this.#method;
	}
	body = 'of a class';
}

async function* chunks() {
	for (const text of ['one', 'two']) yield await Promise.resolve(new TextEncoder().encode(text));
}

function stream(): ReadableStream<Uint8Array> {
	return new ReadableStream({
		async start(controller) {
			for await (const chunk of chunks()) controller.enqueue(chunk);
			controller.close();
		},
	});
}

function form(): FormData {
	const data = new FormData();
	data.set('field', 'value');
	return data;
}

function aborted(reason?: unknown): AbortSignal {
	const controller = new AbortController();
	controller.abort(reason);
	return controller.signal;
}

function abortedSoon(): AbortSignal {
	const controller = new AbortController();
	setTimeout(() => controller.abort(), 10);
	return controller.signal;
}

/** Calls that the types forbid are made all the same: JavaScript can. */
const anything = fetch as unknown as (...args: unknown[]) => Promise<Response>;
const sameRequest = new Request(`${url}/request`, { method: 'POST', headers: { A: '1' }, body: 'kept' });
const post = { method: 'POST' };

const CALLS: Record<string, () => unknown> = {
	'a string': () => fetch(`${url}/`),
	'a string with spaces': () => fetch(`  ${url}/  `),
	'a URL': () => fetch(new URL(`${url}/path?a=1#fragment`)),
	'a String object': () => anything(new String(`${url}/`)),
	'an object with toString': () => anything({ toString: () => `${url}/` }),
	'an object with url': () => anything({ url: `${url}/`, method: 'POST' }),
	userinfo: () => fetch(`${url.replace('//', '//me:hush@')}/`),
	'null for options': () => anything(`${url}/`, null),
	'a number for options': () => anything(`${url}/`, 1),
	'options with undefined': () =>
		anything(`${url}/`, { method: undefined, headers: undefined, body: undefined }),
	'headers of an object': () => fetch(url, { headers: { 'X-Own': '1', 'content-TYPE': 'text/x' } }),
	'headers of pairs': () => anything(url, { headers: ['1', '2'].map((value) => ['X-Own', value]) }),
	Headers: () => fetch(url, { headers: new Headers({ 'X-Own': '1' }) }),
	'headers of a map': () => anything(url, { headers: new Map([['X-Own', '1']]) }),
	'headers of a generator': () => anything(url, { headers: [['X-Own', '1']].values() }),
	'headers of null': () => anything(url, { headers: null }),
	'headers of other traces': () => fetch(url, { headers: { baggage: 'mine=1', b3: '0' } }),
	'a bad header name': () => fetch(url, { headers: { 'bad name': '1' } }),
	'a bad header value': () => fetch(url, { headers: { name: 'a\nb' } }),
	'bad headers': () => anything(url, { headers: 7 }),
	'a method in lower case': () => fetch(url, { method: 'patch' }),
	'a method that Bun does not know': () => fetch(url, { method: 'FOO' }),
	'a bad method': () => fetch(url, { method: 'B AD' }),
	'a method that is none': () => anything(url, { method: 7 }),
	'a body of text': () => fetch(url, { ...post, body: 'text' }),
	'a body of bytes': () => fetch(url, { ...post, body: new Uint8Array([65, 66]) }),
	'a body of a blob': () => fetch(url, { ...post, body: new Blob(['blob'], { type: 'text/x' }) }),
	'a body of parameters': () => fetch(url, { ...post, body: new URLSearchParams({ a: 'b c' }) }),
	'a body of a form': () => fetch(url, { ...post, body: form() }),
	'a body of a stream': () => fetch(url, { ...post, body: stream() }),
	'a body of an async iterable': () => anything(url, { ...post, body: chunks() }),
	'a body with GET': () => fetch(url, { method: 'GET', body: 'x' }),
	'inherited options': () =>
		anything(url, Object.create({ ...post, body: 'inherited', headers: { A: '1' } })),
	'options of a class': () => fetch(url, new Init()),
	'options of a Request': () =>
		anything(url, new Request(`${url}/other`, { ...post, body: 'b', headers: { A: '1' } })),
	'a Request': () => fetch(new Request(`${url}/request?a=1`, { headers: { 'X-Own': '1' } })),
	'a Request with a stream': () => fetch(new Request(url, { ...post, body: stream() })),
	'a Request with a form': () => fetch(new Request(url, { ...post, body: form() })),
	'a Request with options': () => fetch(new Request(url, { ...post, body: 'a' }), { headers: { B: '2' } }),
	'a Request with a body in place': () => fetch(new Request(url, { ...post, body: 'a' }), { body: 'b' }),
	'a Request that is kept': async () => {
		const response = await fetch(sameRequest);
		return { status: response.status, used: sameRequest.bodyUsed, headers: sameRequest.headers.toJSON() };
	},
	'a Request that was used': () => fetch(sameRequest),
	'a Request with redirect manual': () => fetch(new Request(`${url}/redirect`, { redirect: 'manual' })),
	'a Request with redirect error': () => fetch(new Request(`${url}/redirect`, { redirect: 'error' })),
	'a Request that was aborted': () => fetch(new Request(url, { signal: aborted('why') })),
	'a redirect': () => fetch(`${url}/redirect`),
	'a redirect with a body': () => fetch(`${url}/redirect`, { ...post, body: 'x' }),
	'redirect manual': () => fetch(`${url}/redirect`, { redirect: 'manual' }),
	'redirect error': () => fetch(`${url}/redirect?api_key=hush`, { redirect: 'error' }),
	'an abort before': () => fetch(url, { signal: aborted() }),
	'an abort with a reason': () => fetch(url, { signal: aborted(new RangeError('mine')) }),
	'an abort with an odd reason': () => fetch(url, { signal: aborted(7) }),
	'an abort while it waits': () => fetch(`${url}/never`, { signal: abortedSoon() }),
	'a timeout': () => fetch(`${url}/never`, { signal: AbortSignal.timeout(10) }),
	'not found': () => fetch(`${url}/404`),
	'a connection that is cut': () => fetch(`${url}/reset?api_key=hush`),
	'an answer that is none': () => fetch(`${url}/broken`),
	'nobody there': () => fetch('http://127.0.0.1:1/?token=hush'),
	'no such host': () => fetch('http://nowhere.invalid/'),
	'a unix socket': () => fetch('http://localhost/unix', { unix: socketPath }),
	'a proxy': () => fetch('http://proxied.invalid/path', { proxy: url }),
	'a data URL': () => fetch('data:text/plain,hello'),
	'a blob URL': async () => (await fetch(URL.createObjectURL(new Blob(['hello'])))).text(),
	'a file URL': () => fetch(`file://${import.meta.dir}/nothing-here`),
	'an unknown scheme': () => fetch('foo://x'),
	'a relative URL': () => fetch('/path'),
	'no URL': () => fetch('no url'),
	'an empty URL': () => fetch(''),
	'nothing at all': () => anything(),
	'a symbol': () => anything(Symbol('url')),
	'an object whose toString throws': () =>
		anything({
			toString() {
				throw new RangeError('hostile');
			},
		}),
	'options whose getter throws': () =>
		anything(url, {
			get headers() {
				throw new RangeError('hostile');
			},
		}),
	'another this': () => anything.call({ a: 1 }, url),
	'new fetch': (): unknown => Reflect.construct(anything, [url]),
	statics: () => [
		fetch.name,
		fetch.length,
		typeof fetch.preconnect,
		Reflect.ownKeys(fetch).map(String).sort(),
	],
	'a promise': () => {
		const promise = fetch(url);
		return promise.then(() => [promise instanceof Promise, Object.prototype.toString.call(promise)]);
	},
	'a body that is read as a stream': async () => {
		const response = await fetch(url);
		return [response.bodyUsed, await new Response(response.body).text(), response.bodyUsed];
	},
};

const outcome: Record<string, unknown> = {};
for (const [name, call] of Object.entries(CALLS)) {
	wire = [];
	const result = await settle(call);
	outcome[name] = { result, wire: wire.map(comparable) };
}
process.stdout.write(comparable(JSON.stringify(outcome)));
rmSync(socketPath, { force: true });
process.exit(0);

async function settle(call: () => unknown): Promise<unknown> {
	try {
		const value = await call();
		if (!(value instanceof Response)) return value;
		const { status, statusText, redirected, type } = value;
		return { status, statusText, redirected, type, url: value.url, body: await value.text() };
	} catch (error) {
		if (!(error instanceof Error)) return { thrown: error };
		return { ...Object.fromEntries(Object.entries(error)), name: error.name, message: error.message };
	}
}

/** Without what differs from run to run, and without what telemetry is there to add. */
function comparable(text: string): string {
	return text
		.replaceAll(String(port), 'PORT')
		.replaceAll(socketPath, 'SOCKET')
		.replace(/^traceparent: .*\r\n/gim, '')
		.replace(/WebKitFormBoundary\w+/g, 'BOUNDARY');
}
