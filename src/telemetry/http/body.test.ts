import { trace } from '@opentelemetry/api';
import { afterAll, describe, expect, test } from 'bun:test';
import type { LiveSpan } from '../live/types';
import { spanFrom } from '../testing/live';
import { sendRaw } from '../testing/raw';
import { isStreaming } from './body';

const cancelled = Promise.withResolvers<string | undefined>();
const reached = Promise.withResolvers<undefined>();
const gate = Promise.withResolvers<undefined>();

const handlers: Record<string, () => Response | Promise<Response>> = {
	'/plain': () => new Response('plain'),
	'/events': () => new Response(chunks(), { headers: { 'content-type': 'text/event-stream' } }),
	'/stream': () => new Response(chunks(), { headers: { 'content-type': 'text/html', 'set-cookie': 'a=1' } }),
	'/endless': () => new Response(endless()),
	'/waiting': () => new Response(waiting(), { headers: { 'content-type': 'text/event-stream' } }),
	'/slow': async () => {
		reached.resolve(undefined);
		await gate.promise;
		return new Response('slow');
	},
};

/** Three chunks, each written in the context of the request. */
function chunks(): ReadableStream {
	let left = 3;
	return new ReadableStream({
		async pull(controller) {
			await Bun.sleep(1);
			trace.getActiveSpan()?.addEvent('chunk');
			controller.enqueue('data: x\n\n');
			left -= 1;
			if (left === 0) controller.close();
		},
	});
}

function endless(): ReadableStream {
	return new ReadableStream({
		async pull(controller) {
			await Bun.sleep(1);
			controller.enqueue('x');
		},
	});
}

/** Says one thing and then waits for ever, as a live feed does. */
function waiting(): ReadableStream {
	return new ReadableStream({
		start: (controller) => controller.enqueue('data: x\n\n'),
		pull: () => new Promise(() => {}),
		cancel: () => cancelled.resolve(trace.getActiveSpan()?.spanContext().traceId),
	});
}

const server = Bun.serve({
	port: 0,
	hostname: '127.0.0.1',
	fetch: (request) => handlers[new URL(request.url).pathname]?.() ?? new Response('none', { status: 404 }),
});
const port = server.port ?? 0;

afterAll(() => server.stop(true));

const isServer = (span: LiveSpan) => span.scope === 'glasshouse.serve';
const request = (path: string) => spanFrom(isServer, () => sendRaw(port, [`GET ${path} HTTP/1.1`]));

describe('isStreaming', () => {
	const stream = () => new ReadableStream({ pull: () => new Promise(() => {}) });
	const cases: Record<string, [Response, boolean]> = {
		'a string': [new Response('text'), false],
		JSON: [Response.json({ a: 1 }), false],
		bytes: [new Response(new Uint8Array(3)), false],
		'a file': [new Response(Bun.file(import.meta.path)), false],
		nothing: [new Response(null, { status: 204 }), false],
		'a stream': [new Response(stream()), true],
		'a stream of HTML': [new Response(stream(), { headers: { 'content-type': 'text/html' } }), true],
		'server-sent events': [
			new Response(stream(), { headers: { 'content-type': 'text/event-stream' } }),
			true,
		],
		'text that names a stream': [new Response('\n  ReadableStream {'), false],
	};
	for (const [name, [response, expected]] of Object.entries(cases)) {
		test(`${name}: ${expected ? 'yes' : 'no'}, and the body stays unused`, async () => {
			expect(isStreaming({ response, method: 'GET' })).toBe(expected);
			expect(response.bodyUsed).toBe(false);
			expect(isStreaming({ response, method: 'HEAD' })).toBe(false);
			if (!expected) await response.bytes();
		});
	}
});

describe('the span of a request whose body is a stream', () => {
	for (const path of ['/events', '/stream']) {
		test(`ends the span of ${path} with its body, which is written in its context`, async () => {
			const span = await request(path);
			expect(span.events.map((event) => event.name)).toEqual(['chunk', 'chunk', 'chunk']);
			const raw = await sendRaw(port, [`GET ${path} HTTP/1.1`]);
			expect(raw.match(/data: x/g)).toHaveLength(3);
			if (path === '/stream') expect(raw).toInclude('set-cookie: a=1');
		});
	}

	test('ends the span when the reader of a stream goes away', async () => {
		const controller = new AbortController();
		const span = await spanFrom(isServer, async () => {
			const response = await fetch(`http://127.0.0.1:${port}/endless`, { signal: controller.signal });
			await response.body?.getReader().read();
			controller.abort();
		});
		expect(span.status.code).toBe('unset');
	});

	test('lets a stream that waits know that its reader has gone, in its own context', async () => {
		const controller = new AbortController();
		const span = await spanFrom(isServer, async () => {
			const response = await fetch(`http://127.0.0.1:${port}/waiting`, { signal: controller.signal });
			await response.body?.getReader().read();
			controller.abort();
		});
		expect(await cancelled.promise).toBe(span.traceId);
	});

	test('ends the span of an aborted request with its handler; the next request has a trace of its own', async () => {
		const controller = new AbortController();
		let aborted: unknown;
		const first = await spanFrom(isServer, async () => {
			const sent = fetch(`http://127.0.0.1:${port}/slow`, { signal: controller.signal });
			await reached.promise;
			controller.abort();
			aborted = await sent.catch((error: unknown) => error);
			gate.resolve(undefined);
		});
		expect(aborted).toMatchObject({ name: 'AbortError' });
		const second = await request('/plain');
		expect(second.traceId).not.toBe(first.traceId);
	});
});
