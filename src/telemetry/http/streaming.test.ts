import { afterAll, describe, expect, test } from 'bun:test';
import { isStreaming } from './streaming';

const upstream = Bun.serve({
	port: 0,
	hostname: '127.0.0.1',
	fetch: ({ url }) => (url.endsWith('/text') ? new Response('text') : new Response(stream('a', 'b'))),
});

afterAll(() => upstream.stop(true));

function stream(...chunks: string[]): ReadableStream {
	return new ReadableStream({
		async pull(controller) {
			await Bun.sleep(1);
			const chunk = chunks.shift();
			if (chunk === undefined) controller.close();
			else controller.enqueue(chunk);
		},
	});
}

async function* generate(): AsyncGenerator<string> {
	await Bun.sleep(1);
	yield 'a';
}

/** What Bun takes for a body besides what the DOM's types know. */
const bodyOf = (body: unknown) => body as BodyInit;

class Special extends Response {
	readonly own = true;
}

describe('isStreaming', () => {
	const cases: Record<string, [make: () => Response, expected: boolean]> = {
		'a string': [() => new Response('text'), false],
		JSON: [() => Response.json({ a: 1 }), false],
		bytes: [() => new Response(new Uint8Array(3)), false],
		'a file': [() => new Response(Bun.file(import.meta.path)), false],
		nothing: [() => new Response(null, { status: 204 }), false],
		'a redirect': [() => Response.redirect('/elsewhere'), false],
		'a subclass': [() => new Special('text'), false],
		'text that came through a clone': [() => new Response('text').clone(), false],
		'a stream': [() => new Response(stream()), true],
		'a stream of known length': [() => new Response(stream(), { headers: { 'content-length': '0' } }), true],
		'a stream in a subclass': [() => new Special(stream()), true],
		'a stream that came through a clone': [() => new Response(stream()).clone(), true],
		'a generator': [() => new Response(bodyOf(generate())), true],
		'a generator function': [() => new Response(bodyOf(generate)), true],
		'an iterable': [() => new Response(bodyOf({ [Symbol.asyncIterator]: generate })), true],
	};
	for (const [name, [make, expected]] of Object.entries(cases)) {
		test(`${name}: ${expected ? 'yes' : 'no'}, and the body stays unused`, async () => {
			const response = make();
			expect(isStreaming(response, 'GET')).toBe(expected);
			expect(isStreaming(response, 'HEAD')).toBe(false);
			expect(response.bodyUsed).toBe(false);
			await response.bytes();
		});
	}

	test('what a fetch has received: yes while more is coming, and no when all of it is there', async () => {
		const coming = await fetch(`${upstream.url.href}stream`);
		expect(isStreaming(coming, 'GET')).toBe(true);
		expect(await coming.text()).toBe('ab');
		const whole = await fetch(`${upstream.url.href}text`);
		expect(isStreaming(whole.clone(), 'HEAD')).toBe(false);
		await whole.text();
	});
});

describe('the Response that is observed', () => {
	test('is the one that everybody sees, with the native prototype and statics', async () => {
		const fetched = await fetch(`${upstream.url.href}text`);
		for (const response of [fetched, Response.json({}), Response.error(), new Response('').clone()]) {
			expect(response).toBeInstanceOf(Response);
			expect(response.constructor).toBe(Response);
			expect(Object.getPrototypeOf(response)).toBe(Response.prototype);
		}
		expect([Response.name, Response.length]).toEqual(['Response', 0]);
		expect(Object.getOwnPropertyNames(Response).sort()).toEqual(
			['error', 'json', 'length', 'name', 'prototype', 'redirect'].sort(),
		);
		expect(Object.keys(Response.prototype)).not.toContain('constructor');
		await fetched.text();
	});

	test('can be extended', () => {
		const special = new Special('text', { status: 201 });
		expect(special).toBeInstanceOf(Special);
		expect(special).toBeInstanceOf(Response);
		expect(special).toMatchObject({ own: true, status: 201 });
	});

	test('refuses what the native one refuses', () => {
		expect(() => new Response('x', { status: 99 })).toThrow(RangeError);
		expect(() => void Reflect.apply(Response as unknown as () => void, undefined, ['x'])).toThrow(TypeError);
	});
});
