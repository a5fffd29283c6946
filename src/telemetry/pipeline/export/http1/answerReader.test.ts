import { describe, expect, test } from 'bun:test';
import { readBody } from '../readBody';
import { AnswerReader } from './answerReader';
import { rejection } from './testing/posting';

const KIB = 1024;

/** Reads pieces to the end of the answer, or of the pieces and the connection. */
function read(pieces: Iterable<string>) {
	const reader = new AnswerReader();
	let isWhole = false;
	for (const piece of pieces) {
		if (isWhole) throw new Error('There is more than the answer');
		isWhole = reader.take(Buffer.from(piece, 'latin1'));
	}
	const isCut = !isWhole && !reader.end();
	return { reader, isCut, isReusable: reader.isReusable };
}

async function answerIn(pieces: Iterable<string>) {
	const { reader, ...rest } = read(pieces);
	const response = reader.response();
	const { status, statusText, headers } = response;
	const body = Buffer.from(await readBody(response)).toString('latin1');
	return { status, statusText, headers: Object.fromEntries(headers), body, ...rest };
}

const OK = 'HTTP/1.1 200 OK\r\n';
const CHUNKED = `${OK}Transfer-Encoding: chunked\r\n\r\n`;

const ANSWERS: [string, string, { status: number; body: string; isReusable: boolean }][] = [
	['a length', `${OK}Content-Length: 5\r\n\r\nhello`, { status: 200, body: 'hello', isReusable: true }],
	['no body', `${OK}Content-Length: 0\r\n\r\n`, { status: 200, body: '', isReusable: true }],
	['a length twice', `${OK}Content-Length: 2, 2\r\n\r\nhi`, { status: 200, body: 'hi', isReusable: true }],
	['chunks', `${CHUNKED}3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n`, { status: 200, body: 'abcde', isReusable: true }],
	[
		'chunks with extensions and trailers',
		`${CHUNKED}0A;a=b;c="d"\r\n0123456789\r\n000;x\r\nDigest: 1\r\nOther: 2\r\n\r\n`,
		{ status: 200, body: '0123456789', isReusable: true },
	],
	['an end by the connection', `${OK}\r\nhello`, { status: 200, body: 'hello', isReusable: false }],
	[
		'a coding that is not chunked',
		`${OK}Transfer-Encoding: gzip\r\n\r\nhello`,
		{ status: 200, body: 'hello', isReusable: false },
	],
	['no content', 'HTTP/1.1 204 No Content\r\n\r\n', { status: 204, body: '', isReusable: true }],
	[
		'a length of what is not sent',
		'HTTP/1.1 304 Not Modified\r\nContent-Length: 7\r\n\r\n',
		{ status: 304, body: '', isReusable: true },
	],
	[
		'interim answers',
		`HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n${OK}Content-Length: 1\r\n\r\n!`,
		{ status: 200, body: '!', isReusable: true },
	],
	[
		'lines without carriage returns, and no reason',
		'HTTP/1.1 503\nContent-Length: 2\n\nno',
		{ status: 503, body: 'no', isReusable: true },
	],
	[
		'a connection that closes',
		`${OK}Connection: foo, Close\r\nContent-Length: 1\r\n\r\n!`,
		{ status: 200, body: '!', isReusable: false },
	],
	[
		'HTTP/1.0',
		'HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\n!',
		{ status: 200, body: '!', isReusable: false },
	],
	[
		'HTTP/1.0 that keeps its connection',
		'HTTP/1.0 200 OK\r\nConnection: Keep-Alive\r\nContent-Length: 1\r\n\r\n!',
		{ status: 200, body: '!', isReusable: true },
	],
	[
		'a length beside chunks, which counts',
		`${OK}Content-Length: 9\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n!\r\n0\r\n\r\n`,
		{ status: 200, body: '!', isReusable: false },
	],
];

describe.each(ANSWERS)('An answer with %s', (_name, text, expected) => {
	test('is read whole', async () => {
		expect(await answerIn([text])).toMatchObject({ ...expected, isCut: false });
	});

	test('is read byte by byte', async () => {
		expect(await answerIn(text)).toMatchObject({ ...expected, isCut: false });
	});

	test('is read in two pieces, wherever they part', async () => {
		for (let at = 1; at < text.length; at++) {
			const pieces = [text.slice(0, at), text.slice(at)];
			expect(await answerIn(pieces)).toMatchObject({ ...expected, isCut: false });
		}
	});
});

test('tells reason and headers as they came', async () => {
	const text = 'HTTP/1.1 429 Too Many\r\nRetry-After:  7 \r\nX-A: 1\r\nx-a: 2\r\nContent-Length: 0\r\n\r\n';
	expect(await answerIn([text])).toMatchObject({
		statusText: 'Too Many',
		headers: { 'retry-after': '7', 'x-a': '1, 2' },
	});
});

test('what follows an answer ends the use of its connection', () => {
	const { isReusable, isCut } = read([`${OK}Content-Length: 1\r\n\r\n!?`]);
	expect({ isReusable, isCut }).toEqual({ isReusable: false, isCut: false });
});

test('a body that ends early is told where it is read', () => {
	for (const text of [`${OK}Content-Length: 5\r\n\r\nhell`, `${CHUNKED}5\r\nhello\r\n`, `${CHUNKED}0\r\n`]) {
		expect(read([text]).isCut).toBe(true);
	}
});

test('a body is kept up to 64 KiB, and no longer waited for', async () => {
	const exact = 'a'.repeat(64 * KIB);
	const full = await answerIn([`${OK}Content-Length: ${exact.length}\r\n\r\n`, exact]);
	expect(full).toMatchObject({ body: exact, isReusable: true, isCut: false });
	const bodies = [
		`${OK}Content-Length: ${10 * exact.length}\r\n\r\n${exact}b`,
		`${OK}\r\n${exact}b`,
		`${CHUNKED}fffffff\r\n${exact}b`,
	];
	for (const text of bodies) {
		expect(await answerIn([text])).toMatchObject({ body: exact, isReusable: false, isCut: false });
	}
});

test('a body that was compressed unasked is unpacked', async () => {
	const packed = Buffer.from(Bun.gzipSync(Buffer.from('told in gzip'))).toString('latin1');
	const head = `${OK}Content-Encoding: gzip\r\nContent-Length: ${packed.length}\r\n\r\n`;
	expect(await answerIn([head, packed])).toMatchObject({ body: 'told in gzip', isReusable: true });
	const { reader } = read([`${OK}Content-Encoding: gzip\r\nContent-Length: 4\r\n\r\nnone`]);
	expect(await rejection(readBody(reader.response()))).toBeInstanceOf(Error);
});

const REFUSED: [string, string, string][] = [
	['another protocol', 'SSH-2.0-OpenSSH_9.6\r\n', 'it has no status line'],
	['HTTP/2', 'HTTP/2 200\r\n\r\n', 'it has no status line'],
	['a status that is no number', 'HTTP/1.1 abc OK\r\n\r\n', 'it has no status line'],
	['a status below 100', 'HTTP/1.1 099 Hm\r\n\r\n', 'it has no status line'],
	['a status above 599', 'HTTP/1.1 600 Hm\r\n\r\n', 'its status is not known'],
	[
		'another protocol after this',
		'HTTP/1.1 101 Switching Protocols\r\n\r\n',
		'it switches protocols unasked',
	],
	['a header without a colon', `${OK}header\r\n\r\n`, 'it has a header that is none'],
	['a header without a name', `${OK}: value\r\n\r\n`, 'it has a header that is none'],
	['a header with a bad name', `${OK}b@d name: 1\r\n\r\n`, 'it has a header that is none'],
	['a header with a bad value', `${OK}name: a\0b\r\n\r\n`, 'it has a header that is none'],
	['a length that is none', `${OK}Content-Length: ten\r\n\r\n`, 'its content-length is none'],
	['a negative length', `${OK}Content-Length: -1\r\n\r\n`, 'its content-length is none'],
	['an empty length', `${OK}Content-Length:\r\n\r\n`, 'its content-length is none'],
	['two lengths', `${OK}Content-Length: 1\r\nContent-Length: 2\r\n\r\n`, 'its content-length is none'],
	['a head that is too long', `${OK}x: ${'a'.repeat(64 * KIB)}\r\n\r\n`, 'its head is too long'],
	['a head without an end', `${OK}${'x: aaaaaaaaaa\r\n'.repeat(5_000)}`, 'its head is too long'],
	['a line without an end', `HTTP/1.1 200 ${'a'.repeat(65 * KIB)}`, 'its head is too long'],
	['ever more interim heads', 'HTTP/1.1 100 Continue\r\n\r\n'.repeat(3_000), 'its head is too long'],
];

describe.each(REFUSED)('An answer with %s', (_name, text, reason) => {
	test('is refused, whole or in pieces', () => {
		const message = `the collector's answer is no HTTP: ${reason}`;
		const pieces = text.match(/[^]{1,700}/g) ?? [];
		for (const way of [[text], pieces]) {
			expect(() => read(way)).toThrow(message);
			expect(() => read(way)).toThrow(expect.objectContaining({ code: expect.any(String) as string }));
		}
	});
});

test.each([
	['no size', 'x\r\n'],
	['a negative size', '-1\r\n'],
	['an enormous size', '1'.repeat(20) + '\r\n'],
	['more than its size', '1\r\nab\r\n'],
	['a line without an end', ';'.padStart(20_000, '1')],
	['trailers without an end', `0\r\n${'a: b\r\n'.repeat(5_000)}`],
])('a chunk with %s fails the body, not the answer', async (_name, text) => {
	const reader = new AnswerReader();
	expect(reader.take(Buffer.from(CHUNKED))).toBe(false);
	expect(() => reader.take(Buffer.from(text))).toThrow(/^the collector's answer is no HTTP: a chunk of it/);
	const failure = new Error('told');
	const response = reader.response(failure);
	expect(response.status).toBe(200);
	expect(await rejection(readBody(response))).toBe(failure);
});
