import { beforeAll, describe, expect, test } from 'bun:test';
import { constants, type IncomingHttpHeaders, type ServerHttp2Stream } from 'node:http2';
import { BODY_LIMIT } from './probe';
import { ask, lookupFrom, type AskOptions } from './testing/ask';
import { makeAuthority, makeCertificate, type KeyPair } from './testing/certificates';
import { serveHttp2 } from './testing/servers';

let authority: KeyPair;
let pair: KeyPair;

beforeAll(async () => {
	authority = await makeAuthority();
	pair = await makeCertificate({ host: 'example.test', authority });
});

async function askOver(
	onStream: (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => void,
	options: AskOptions = {},
) {
	await using server = await serveHttp2(pair, onStream);
	const lookup = lookupFrom({ 'example.test': ['127.0.0.1'] });
	const { hop } = await ask(server.url('/a?b=c', 'example.test'), {
		lookup,
		trust: [authority.cert],
		...options,
	});
	await server.idle();
	return { hop, port: server.port };
}

describe('HTTP/2', () => {
	test('sends the request and reads headers and body', async () => {
		let got: IncomingHttpHeaders = {};
		const { hop, port } = await askOver(
			(stream, headers) => {
				got = headers;
				stream.respond({ ':status': 201, 'set-cookie': ['a=1', 'b=2'], 'x-b': 'c' });
				stream.write('abc');
				stream.end('def');
			},
			{ headers: { 'X-A': '1' } },
		);
		expect(hop).toMatchObject({ status: 201, httpVersion: '2', failure: null, remoteAddress: '127.0.0.1' });
		expect(hop.headers.slice(0, 3)).toEqual([
			['set-cookie', 'a=1'],
			['set-cookie', 'b=2'],
			['x-b', 'c'],
		]);
		expect(hop.body.toString()).toBe('abcdef');
		expect(got).toMatchObject({
			':authority': `example.test:${port}`,
			':path': '/a?b=c',
			':method': 'GET',
			'x-a': '1',
		});
		expect(got.connection).toBeUndefined();
	});

	test('sends a body', async () => {
		const { hop } = await askOver(
			(stream) => {
				const chunks: Buffer[] = [];
				stream.on('data', (chunk: Buffer) => chunks.push(chunk));
				stream.on('end', () => {
					stream.respond({ ':status': 200 });
					stream.end(Buffer.concat(chunks));
				});
			},
			{ method: 'POST', body: 'hällo' },
		);
		expect(hop.body.toString()).toBe('hällo');
	});

	test('knows an answer without a body, and HEAD', async () => {
		const answer = (stream: ServerHttp2Stream) => stream.respond({ ':status': 204 }, { endStream: true });
		expect((await askOver(answer)).hop).toMatchObject({ status: 204, failure: null });
		const head = (stream: ServerHttp2Stream) =>
			stream.respond({ ':status': 200, 'content-length': '9' }, { endStream: true });
		expect((await askOver(head, { method: 'HEAD' })).hop).toMatchObject({ status: 200, failure: null });
	});

	test('reads no further than the limit', async () => {
		const { hop } = await askOver((stream) => {
			stream.respond({ ':status': 200 });
			stream.end(Buffer.alloc(BODY_LIMIT + 100_000, 'x'));
		});
		expect(hop).toMatchObject({ failure: null, bodyTruncated: true });
		expect(hop.body.length).toBe(BODY_LIMIT);
	});
});

describe('an HTTP/2 exchange that breaks is told by its phase', () => {
	test('a connection closed instead of an answer', async () => {
		const { hop } = await askOver((stream) => stream.session?.destroy());
		expect(hop.failure).toMatchObject({ phase: 'first_byte', errorCode: 'ECONNRESET' });
	});

	test('GOAWAY with an error', async () => {
		const { hop } = await askOver((stream) => stream.session?.goaway(constants.NGHTTP2_ENHANCE_YOUR_CALM));
		expect(hop.failure).toMatchObject({ phase: 'first_byte', errorCode: 'ERR_HTTP2_SESSION_ERROR' });
	});

	test('a connection that dies in mid-body', async () => {
		await using server = await serveHttp2(pair, (stream) => {
			stream.respond({ ':status': 200 });
			stream.write('abc', () => setTimeout(() => server.breakOff(), 30));
		});
		const lookup = lookupFrom({ 'example.test': ['127.0.0.1'] });
		const { hop } = await ask(server.url('/', 'example.test'), { lookup, trust: [authority.cert] });
		expect(hop.failure).toMatchObject({ phase: 'transfer', errorCode: 'ECONNRESET' });
		expect(hop.body.toString()).toBe('abc');
	});

	test('a body shorter than promised, though the stream ends in good order', async () => {
		const { hop } = await askOver((stream) => {
			stream.respond({ ':status': 200, 'content-length': '10' });
			stream.end('abc');
		});
		expect(hop.failure).toMatchObject({ phase: 'transfer', errorCode: 'ECONNRESET' });
		expect(hop.body.toString()).toBe('abc');
	});

	test('silence', async () => {
		const { hop } = await askOver(() => undefined, { timeoutMs: 300 });
		expect(hop.failure).toMatchObject({ phase: 'first_byte', errorCode: 'TIMEOUT' });
	});
});
