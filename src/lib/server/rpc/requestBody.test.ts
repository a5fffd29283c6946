import { describe, expect, test } from 'bun:test';
import { AppError } from '$server/errors';
import { readJsonObject } from './requestBody';

function post(body: BodyInit | undefined, type: string | null = 'application/json'): Request {
	const request = new Request('http://local.invalid/', { method: 'POST', body });
	if (type === null) request.headers.delete('content-type');
	else request.headers.set('content-type', type);
	return request;
}

async function codeOf(request: Request): Promise<string> {
	const refusal = await readJsonObject(request).catch((error: unknown) => error);
	if (!(refusal instanceof AppError)) throw new Error('expected a refusal');
	return refusal.code;
}

describe('readJsonObject', () => {
	test.each(['application/json', 'application/json; charset=utf-8', 'application/merge-patch+json'])(
		'reads %s',
		async (type) => {
			expect(await readJsonObject(post('{"a":"ä"}', type))).toEqual({ a: 'ä' });
		},
	);

	test('no body is none, whatever its type', async () => {
		expect(await readJsonObject(post(undefined, null))).toBeUndefined();
		expect(await readJsonObject(post('', 'text/plain'))).toBeUndefined();
	});

	test.each(['{', '{"a":1} x', "{'a':1}", 'null', '[]', '"text"', '1', '[['.repeat(100_000)])(
		'refuses %#',
		async (body) => {
			expect(await codeOf(post(body))).toBe('BAD_REQUEST');
		},
	);

	test('refuses a compressed body, and says that this is why', async () => {
		const request = post(Bun.gzipSync('{}'));
		request.headers.set('content-encoding', 'gzip');
		expect(await codeOf(request)).toBe('UNSUPPORTED_MEDIA_TYPE');
	});

	test('refuses what is not UTF-8', async () => {
		expect(await codeOf(post(new Uint8Array([0x22, 0xff, 0x22])))).toBe('BAD_REQUEST');
	});

	test.each([null, 'text/plain', 'application/jsonp', 'application/x-www-form-urlencoded'])(
		'refuses the type %s',
		async (type) => {
			expect(await codeOf(post('{}', type))).toBe('UNSUPPORTED_MEDIA_TYPE');
		},
	);

	test('a chunked body over the limit of the server is 413', async () => {
		const codes: string[] = [];
		const server = Bun.serve({
			port: 0,
			maxRequestBodySize: 1000,
			async fetch(request) {
				codes.push(await codeOf(request));
				return new Response();
			},
		});
		const chunks = new ReadableStream({
			start(controller) {
				for (let n = 0; n < 3; n++) controller.enqueue(new Uint8Array(900));
				controller.close();
			},
		});
		const { status } = await fetch(server.url, { method: 'POST', body: chunks });
		await server.stop(true);
		expect({ status, codes }).toEqual({ status: 413, codes: ['PAYLOAD_TOO_LARGE'] });
	});
});
