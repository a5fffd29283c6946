import { describe, expect, test } from 'bun:test';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { decodeBody } from './decodeBody';
import { BODY_LIMIT } from './probe';
import { ask } from './testing/ask';
import { serveHttp } from './testing/servers';

const TEXT = 'Zwölf Boxkämpfer '.repeat(100);
const plain = Buffer.from(TEXT);

describe('a content encoding that nobody asked for is undone', () => {
	test.each([
		['gzip', gzipSync(plain)],
		['x-gzip', gzipSync(plain)],
		['GZIP', gzipSync(plain)],
		['deflate', deflateSync(plain)],
		['deflate', deflateRawSync(plain)],
		['br', brotliCompressSync(plain)],
		['deflate, gzip', gzipSync(deflateSync(plain))],
		['identity', plain],
		['something-new', plain],
	])('%s', async (encoding, bytes) => {
		const decoded = await decodeBody(bytes, encoding, BODY_LIMIT);
		expect(decoded.bytes.toString()).toBe(TEXT);
		expect(decoded.truncated).toBe(false);
	});

	test('as far as it goes, where the body was cut', async () => {
		const noise = Buffer.from(Array.from({ length: 50_000 }, (_, at) => (at * 7919 + (at >> 3)) % 251));
		const cut = gzipSync(noise).subarray(0, 5_000);
		const { bytes } = await decodeBody(cut, 'gzip', BODY_LIMIT);
		expect(bytes.length).toBeGreaterThan(0);
		expect(noise.subarray(0, bytes.length).equals(bytes)).toBe(true);
	});

	test('nothing stays nothing', async () => {
		expect((await decodeBody(Buffer.alloc(0), 'gzip', 10)).bytes.length).toBe(0);
	});
});

describe('over the wire', () => {
	test('a bomb of 200 MB gives 1 MiB, and no more is unpacked', async () => {
		const bomb = gzipSync(Buffer.alloc(200_000_000));
		await using server = await serveHttp((_request, response) => {
			response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb);
		});
		const before = process.memoryUsage.rss();
		const { hop } = await ask(server.url());
		expect(hop).toMatchObject({ failure: null, bodyTruncated: true });
		expect(hop.body.length).toBe(BODY_LIMIT);
		expect(process.memoryUsage.rss() - before).toBeLessThan(60_000_000);
	});

	test('what is no gzip fails in the phase transfer', async () => {
		await using server = await serveHttp((_request, response) => {
			response.writeHead(200, { 'content-encoding': 'gzip' }).end('not gzip at all');
		});
		const { hop } = await ask(server.url());
		expect(hop.failure).toMatchObject({
			phase: 'transfer',
			errorCode: 'Z_DATA_ERROR',
			expected: 'a body encoded with gzip',
		});
		expect(hop.status).toBe(200);
	});
});
