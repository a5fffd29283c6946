// A program that serves and asks through `node:http` in many ways, and prints what came of it and what went over
// the wire. Its output must be the same whether or not anything is instrumented.
import {
	Agent,
	createServer,
	get,
	request,
	type ClientRequest,
	type IncomingMessage,
	type ServerResponse,
} from 'node:http';
import { connect } from 'node:net';
import { listening, startPeer } from './bytePeer';

const peer = await startPeer();
const at = { host: '127.0.0.1', port: peer.port };
const url = `http://127.0.0.1:${peer.port}`;
let told: unknown[] = [];
process.on('uncaughtException', (error) => told.push(`uncaught ${String(error)}`));
process.on('unhandledRejection', (error) => told.push(`unhandled ${String(error)}`));

/** What is heard of a request until it is closed. */
function heard(sent: ClientRequest): Promise<unknown> {
	const { promise, resolve } = Promise.withResolvers<unknown>();
	const events: unknown[] = [];
	sent.on('response', (response) => {
		let body = '';
		events.push(['response', response.statusCode, response.headers['x-own']]);
		response.on('data', (chunk) => (body += String(chunk)));
		response.on('error', (error) => events.push(['response error', summary(error)]));
		response.on('end', () => events.push(['end', body, response.complete]));
	});
	sent.on('error', (error) => events.push(['error', summary(error)]));
	sent.on('abort', () => events.push('abort'));
	sent.on('timeout', () => {
		events.push('timeout');
		sent.destroy();
	});
	// What is told at the same moment comes in an order that is not Bun's to promise.
	sent.on('close', () => setTimeout(() => resolve({ events, destroyed: sent.destroyed }), 10));
	return promise;
}

function summary(error: unknown): unknown {
	if (!(error instanceof Error)) return error;
	const { name, message, code } = error as NodeJS.ErrnoException;
	return { name, message, code };
}

function ended(sent: ClientRequest, body?: string): ClientRequest {
	sent.end(body);
	return sent;
}

function later(sent: ClientRequest, act: () => unknown): ClientRequest {
	setTimeout(act, 10);
	return sent;
}

/** Calls that the types forbid are made all the same: JavaScript can. */
const anything = request as unknown as (...args: unknown[]) => ClientRequest;

const ASKED: Record<string, () => unknown> = {
	'a string': () => heard(get(`${url}/a?b=1#c`)),
	'a URL': () => heard(get(new URL(`${url}/a?b=1#c`))),
	options: () => heard(get({ ...at, path: '/options?token=hush' })),
	'a URL and options': () =>
		heard(ended(request(`${url}/a`, { method: 'PUT', headers: { A: '1' } }), 'body')),
	'options of a class': () => heard(ended(anything(Object.create({ ...at, path: '/inherited' }) as unknown))),
	'headers in odd cases': () => heard(get({ ...at, headers: { 'X-oWn': ['1', '2'], COOKIE: 'a=1' } })),
	'headers of a list': () => heard(ended(anything({ ...at, headers: ['A', '1', 'B', '2'] }))),
	'headers of pairs': () => heard(ended(anything({ ...at, headers: [['A', '1']] }))),
	'headers of null': () => heard(ended(anything({ ...at, headers: null }))),
	'headers that are kept': async () => {
		const headers = { A: '1' };
		await heard(get({ ...at, headers }));
		return headers;
	},
	'options that are kept': async () => {
		const options = Object.freeze({ ...at, path: '/frozen' });
		await heard(get(options));
		return Object.keys(options);
	},
	userinfo: () => heard(get(url.replace('//', '//me:hush@'))),
	auth: () => heard(get({ ...at, auth: 'me:hush' })),
	'a body in pieces': () => {
		const sent = request({ ...at, method: 'POST' });
		sent.write('one');
		return heard(ended(sent, 'two'));
	},
	'an agent': () => heard(get({ ...at, agent: new Agent({ keepAlive: false }) })),
	'its own connection': () => heard(get({ ...at, createConnection: () => connect(peer.port, '127.0.0.1') })),
	'a callback': async () => {
		const { promise, resolve } = Promise.withResolvers<unknown>();
		const sent = get(url, function (this: unknown, response: IncomingMessage) {
			response.resume();
			resolve([this === sent, response.statusCode]);
		});
		return promise;
	},
	'nobody listens': async () => {
		const { promise, resolve } = Promise.withResolvers<unknown>();
		get(url).on('close', () => resolve('closed'));
		return promise;
	},
	'a callback that throws': async () => {
		const sent = get(url, (response) => {
			response.resume();
			throw new RangeError('thrown by the caller');
		});
		await heard(sent);
		return told;
	},
	'a header that is set later': () => {
		const sent = request({ ...at, path: '/later' });
		sent.setHeader('X-Later', 'yes');
		return heard(ended(sent));
	},
	'not found': () => heard(get(`${url}/404`)),
	'an abort before': () => heard(get(url, { signal: AbortSignal.abort() })),
	'an abort while it waits': () => {
		const controller = new AbortController();
		return heard(later(get(`${url}/never`, { signal: controller.signal }), () => controller.abort()));
	},
	'a destroy': () => {
		const sent = get(`${url}/never`);
		return heard(later(sent, () => sent.destroy()));
	},
	'a destroy with an error': () => {
		const sent = get(`${url}/never`);
		return heard(later(sent, () => sent.destroy(new RangeError('mine'))));
	},
	'a timeout': () => heard(get(`${url}/never`, { timeout: 10 })),
	'a connection that is cut': () => heard(get(`${url}/reset?api_key=hush`)),
	'an answer that is cut': () => heard(get(`${url}/cut`)),
	'an answer that is none': () => heard(get(`${url}/broken`)),
	'nobody there': () => heard(get('http://127.0.0.1:1/?token=hush')),
	'no such host': () => heard(get('http://nowhere.invalid/')),
	'an error that nobody hears': async () => {
		const { promise, resolve } = Promise.withResolvers<unknown>();
		get('http://127.0.0.1:1/').on('close', () => setTimeout(resolve, 10));
		await promise;
		return told;
	},
	nothing: () => heard(ended(anything())),
	'a number': () => heard(ended(anything(7))),
	'no URL': () => anything('no url'),
	'an unknown scheme': () => anything('foo://x'),
	'a bad path': () => anything({ ...at, path: 'a b' }),
	'a bad method': () => anything({ ...at, method: 'B AD' }),
	'a bad header': () => anything({ ...at, headers: { 'bad name': '1' } }),
	'a getter that throws': () =>
		anything({
			...at,
			get headers() {
				throw new RangeError('hostile');
			},
		}),
	'another this': () => heard(ended(anything.call({ a: 1 }, url))),
};

const HANDLERS: Record<string, (from: IncomingMessage, to: ServerResponse) => unknown> = {
	'/plain': (_from, to) => to.end('plain'),
	'/echo': async (from, to) => {
		let body = '';
		for await (const chunk of from) body += String(chunk);
		to.writeHead(201, { 'X-Own': ['1', '2'] }).end(`${from.method} ${from.url} ${body}`);
	},
	'/stream': async (_from, to) => {
		for (const text of ['one', 'two']) {
			to.write(text);
			await Bun.sleep(1);
		}
		to.end();
	},
	'/listens': (from, to) => {
		to.on('finish', () => told.push('finish'));
		to.on('close', () => told.push('close'));
		from.on('end', () => told.push('end'));
		from.resume();
		to.end(String(from.headers['x-own']));
	},
	'/missing': (_from, to) => to.writeHead(404).end(),
	'/fails': (_from, to) => to.writeHead(500, 'Odd').end('failed'),
	'/throws': (_from, to) => {
		to.end('before it threw');
		throw new RangeError('thrown by the handler');
	},
	'/throwsZero': (_from, to) => {
		to.end('before it threw');
		// eslint-disable-next-line @typescript-eslint/only-throw-error -- others do
		throw 0;
	},
	'/throwsText': (_from, to) => {
		to.end('before it threw');
		// eslint-disable-next-line @typescript-eslint/only-throw-error -- others do
		throw 'text';
	},
	'/rejects': async (_from, to) => {
		to.end('before it rejected');
		await Promise.reject(new RangeError('rejected by the handler'));
	},
	'/destroys': (_from, to) => to.destroy(),
	'/nested': async (_from, to) => {
		const inner = await heard(get(`${url}/nested`));
		to.end(JSON.stringify(inner));
	},
};

const server = createServer(function (this: unknown, from, to) {
	told.push(['this', this === server]);
	return HANDLERS[(from.url ?? '').replace(/\?.*/, '')]?.(from, to);
});
const port = await listening(server);

/** What a request of bytes is answered, until the connection is closed. */
function exchange(lines: string): Promise<string> {
	const { promise, resolve } = Promise.withResolvers<string>();
	let received = '';
	const socket = connect(port, '127.0.0.1', () => socket.write(lines.replaceAll('\n', '\r\n')));
	socket.on('data', (chunk) => (received += chunk.toString('latin1')));
	socket.on('error', () => {});
	socket.on('close', () => setTimeout(() => resolve(received.replace(/^Date: .*\r\n/im, '')), 10));
	return promise;
}

const SERVED: Record<string, () => unknown> = Object.fromEntries(
	Object.keys(HANDLERS).map((path) => [
		path,
		() =>
			exchange(
				`POST ${path}?token=hush HTTP/1.1\nHost: h\nX-Own: 1\ntraceparent: 00-rubbish\nbaggage: =;,\n` +
					'Connection: close\nContent-Length: 4\n\nbody',
			),
	]),
);

const STATICS: Record<string, () => unknown> = {
	statics: () => [get.name, get.length, request.name, request.length, Object.keys(request)],
	emitted: () => [server.emit('own', 1), server.on('own', (...args) => told.push(args)).emit('own', 1, 2)],
	'what emit is': () => [server.emit.name, server.emit.length],
};

const outcome: Record<string, unknown> = {};
for (const [name, act] of Object.entries({ ...ASKED, ...SERVED, ...STATICS })) {
	peer.wire.length = 0;
	told = [];
	const result = await settle(act);
	outcome[name] = { result, wire: peer.wire.map(comparable), told };
}
process.stdout.write(comparable(JSON.stringify(outcome)));
process.exit(0);

async function settle(act: () => unknown): Promise<unknown> {
	try {
		return await act();
	} catch (error) {
		return { thrown: summary(error) };
	}
}

/** Without what differs from run to run, and without what telemetry is there to add. */
function comparable(text: string): string {
	return text
		.replaceAll(String(peer.port), 'PEER')
		.replaceAll(String(port), 'PORT')
		.replace(/^traceparent: .*\r\n/gim, '');
}
