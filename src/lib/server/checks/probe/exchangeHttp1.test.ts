import { describe, expect, test } from 'bun:test';
import { type IncomingHttpHeaders, type RequestListener } from 'node:http';
import { networkInterfaces } from 'node:os';
import { pipeline, Readable } from 'node:stream';
import { BODY_LIMIT } from './probe';
import { ask, askInVain, lookupFrom } from './testing/ask';
import { serveBytes, serveHttp } from './testing/servers';

const hasIPv6 = Object.values(networkInterfaces()).some((all) =>
	all?.some(({ address }) => address === '::1'),
);

/** Tells what came. */
const echo: RequestListener = (request, response) => {
	const chunks: Buffer[] = [];
	request.on('data', (chunk: Buffer) => chunks.push(chunk));
	request.on('end', () => {
		const body = Buffer.concat(chunks).toString();
		response.end(
			JSON.stringify({ method: request.method, url: request.url, headers: request.headers, body }),
		);
	});
};

function* endless() {
	for (;;) yield Buffer.alloc(65_536, 'x');
}

interface Echo {
	method: string;
	url: string;
	headers: IncomingHttpHeaders;
	body: string;
}

async function echoed(url: string, options: Parameters<typeof ask>[1] = {}): Promise<Echo> {
	const { hop } = await ask(url, options);
	expect(hop.failure).toBeNull();
	return JSON.parse(hop.body.toString()) as Echo;
}

describe('what is sent', () => {
	test('the path and query as they stand, Host with its port, and who asks', async () => {
		await using server = await serveHttp(echo);
		const got = await echoed(server.url('/a%20b?c=d&c=%C3%A9', 'localhost'));
		expect(got).toMatchObject({ method: 'GET', url: '/a%20b?c=d&c=%C3%A9', body: '' });
		expect(got.headers.host).toBe(`localhost:${server.port}`);
		expect(got.headers['user-agent']).toMatch(/^Glasshouse\/\d+\.\d+\.\d+ \(\+endpoint check\)$/);
		expect(got.headers['accept-encoding']).toBe('identity');
	});

	test.skipIf(!hasIPv6)('an IPv6 literal: in brackets in Host, without them on the wire', async () => {
		await using server = await serveHttp(echo, '::1');
		const { hop } = await ask(`http://[::1]:${server.port}/`);
		expect(hop.remoteAddress).toBe('::1');
		expect((JSON.parse(hop.body.toString()) as Echo).headers.host).toBe(`[::1]:${server.port}`);
	});

	test("a check's headers come before the defaults, but never before what is the probe's own", async () => {
		await using server = await serveHttp(echo);
		const headers = {
			'User-Agent': 'mine',
			'X-A': 'é',
			TraceParent: 'forged',
			Host: 'forged',
			'Content-Length': '9',
		};
		const got = await echoed(server.url(), { headers });
		expect(got.headers['user-agent']).toBe('mine');
		expect(got.headers['x-a']).toBe('é');
		expect(got.headers.traceparent).not.toContain('forged');
		expect(got.headers.host).toBe(`127.0.0.1:${server.port}`);
		expect(got.headers['content-length']).toBeUndefined();
	});

	test.each(['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])(
		'%s takes a body, counted in bytes',
		async (method) => {
			await using server = await serveHttp(echo);
			const got = await echoed(server.url(), { method, body: '{"ä":1}' });
			expect(got).toMatchObject({ method, body: '{"ä":1}' });
			expect(got.headers).toMatchObject({ 'content-length': '8', 'content-type': 'application/json' });
		},
	);

	test('text is not called JSON, and a type that was set stays', async () => {
		await using server = await serveHttp(echo);
		const plain = await echoed(server.url(), { method: 'POST', body: 'a=b' });
		expect(plain.headers['content-type']).toBe('text/plain;charset=UTF-8');
		const typed = await echoed(server.url(), {
			method: 'POST',
			body: 'a=b',
			headers: { 'Content-Type': 'x/y' },
		});
		expect(typed.headers['content-type']).toBe('x/y');
	});

	test('GET and HEAD take none; a POST without one says so', async () => {
		await using server = await serveHttp(echo);
		const got = await echoed(server.url(), { body: 'x' });
		expect(got).toMatchObject({ body: '', method: 'GET' });
		expect((await ask(server.url(), { method: 'HEAD' })).hop).toMatchObject({ status: 200, failure: null });
		expect((await echoed(server.url(), { method: 'POST' })).headers['content-length']).toBe('0');
	});
});

describe('what comes back', () => {
	test('headers in their order and spelling, chunks, and the whole body', async () => {
		await using server = await serveBytes((socket) => {
			socket.write(
				'HTTP/1.1 203 Fine\r\nSet-Cookie: a=1\r\nset-cookie: b=2\r\nTransfer-Encoding: chunked\r\n\r\n',
			);
			socket.write('3\r\nabc\r\n');
			socket.end('4\r\ndefg\r\n0\r\n\r\n');
		});
		const { hop } = await ask(server.url());
		expect(hop).toMatchObject({
			status: 203,
			httpVersion: '1.1',
			remoteAddress: '127.0.0.1',
			bodyTruncated: false,
		});
		expect(hop.headers.slice(0, 2)).toEqual([
			['Set-Cookie', 'a=1'],
			['set-cookie', 'b=2'],
		]);
		expect(hop.body.toString()).toBe('abcdefg');
	});

	test('HTTP/1.0 with a body that ends with the connection', async () => {
		await using server = await serveBytes((socket) => socket.end('HTTP/1.0 200 OK\r\n\r\nabc'));
		const { hop } = await ask(server.url());
		expect(hop).toMatchObject({ status: 200, httpVersion: '1.0', failure: null });
		expect(hop.body.toString()).toBe('abc');
	});

	test('early hints are not the answer', async () => {
		await using server = await serveBytes((socket) => {
			socket.end('HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n');
		});
		expect((await ask(server.url())).hop).toMatchObject({ status: 204, failure: null });
	});

	test('a body beyond the limit is read up to it, and the server is let go', async () => {
		await using server = await serveHttp((_request, response) => {
			pipeline(Readable.from(endless()), response, () => undefined);
		});
		const { hop } = await ask(server.url());
		expect(hop).toMatchObject({ status: 200, failure: null, bodyTruncated: true });
		expect(hop.body.length).toBe(BODY_LIMIT);
		await server.idle();
	});

	test('a body of exactly the limit is whole', async () => {
		await using server = await serveHttp((_request, response) => response.end(Buffer.alloc(BODY_LIMIT, 'x')));
		const { hop } = await ask(server.url());
		expect(hop.body.length).toBe(BODY_LIMIT);
		expect(hop.bodyTruncated).toBe(false);
	});
});

describe('what breaks is told by its phase', () => {
	const OK = 'HTTP/1.1 200 OK\r\n';
	test.each([
		[
			'what is not HTTP',
			'SSH-2.0-OpenSSH_9\r\n',
			'first_byte',
			'HPE_INVALID_CONSTANT',
			'what came is not HTTP',
		],
		['an early end', '', 'first_byte', 'ECONNRESET', 'the other side broke the connection off'],
		[
			'a cut body',
			`${OK}Content-Length: 9\r\n\r\nabc`,
			'transfer',
			'ECONNRESET',
			'the other side broke the connection off',
		],
		[
			'cut chunks',
			`${OK}Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n`,
			'transfer',
			'ECONNRESET',
			'the other side broke the connection off',
		],
		[
			'a bad chunk',
			`${OK}Transfer-Encoding: chunked\r\n\r\nzz\r\n`,
			'transfer',
			'HPE_INVALID_CHUNK_SIZE',
			'Parse Error: Invalid character in chunk size',
		],
		[
			'endless headers',
			`${OK}X: ${'a'.repeat(100_000)}\r\n\r\n`,
			'first_byte',
			'HPE_HEADER_OVERFLOW',
			'the headers of the answer are too long',
		],
		[
			'another protocol',
			'HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n',
			'first_byte',
			'ERR_HTTP_UPGRADE',
			'the server switched to another protocol',
		],
	])('%s', async (_what, bytes, phase, errorCode, actual) => {
		await using server = await serveBytes((socket) => socket.end(bytes));
		const failure = await askInVain(server.url());
		expect({ phase: failure.phase, errorCode: failure.errorCode, actual: failure.actual }).toEqual({
			phase: phase as typeof failure.phase,
			errorCode,
			actual,
		});
		await server.idle();
	});

	test('a reset in mid-body keeps what had come', async () => {
		await using server = await serveBytes((socket) => {
			socket.write('HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nabc', () =>
				setTimeout(() => socket.resetAndDestroy(), 20),
			);
		});
		const { hop } = await ask(server.url());
		expect(hop.failure).toMatchObject({
			phase: 'transfer',
			errorCode: 'ECONNRESET',
			expected: 'the whole body',
		});
		expect(hop.status).toBe(200);
		expect(hop.body.toString()).toBe('abc');
	});

	test('a port where nobody listens', async () => {
		const server = await serveHttp(echo);
		const { port } = server;
		await server[Symbol.asyncDispose]();
		const failure = await askInVain(`http://127.0.0.1:${port}/`);
		expect(failure.toFailure('u')).toEqual({
			phase: 'connect',
			expectation: null,
			expected: `a connection to 127.0.0.1:${port}`,
			actual: 'connection refused',
			message: `Connecting to 127.0.0.1:${port} failed: connection refused`,
			errorCode: 'ECONNREFUSED',
			url: 'u',
		});
	});

	test('a name that does not exist', async () => {
		const failure = await askInVain('http://nowhere.invalid/');
		expect(failure).toMatchObject({ phase: 'dns', errorCode: 'ENOTFOUND', actual: 'no such name' });
		expect(failure.message).toBe('Resolving nowhere.invalid failed: no such name');
	});

	test('of several addresses the next is tried', async () => {
		await using server = await serveHttp(echo);
		const lookup = lookupFrom({ 'x.test': ['::1', '127.0.0.1'] });
		const { hop } = await ask(server.url('/', 'x.test'), { lookup });
		expect(hop).toMatchObject({ status: 200, remoteAddress: '127.0.0.1', failure: null });
	});

	test('the address is pinned: a name is asked for once', async () => {
		await using server = await serveHttp(echo);
		let asked = 0;
		const rebinding = () =>
			Promise.resolve([{ address: asked++ === 0 ? '127.0.0.1' : '169.254.169.254', family: 4 }]);
		const { hop } = await ask(server.url('/', 'x.test'), { lookup: rebinding });
		expect(hop).toMatchObject({ status: 200, remoteAddress: '127.0.0.1' });
		expect(asked).toBe(1);
	});
});
