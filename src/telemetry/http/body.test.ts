import { getEventListeners } from 'node:events';
import { trace } from '@opentelemetry/api';
import { afterAll, describe, expect, test } from 'bun:test';
import type { LiveSpan } from '../live/types';
import { spanFrom } from '../testing/live';
import { sendRaw } from '../testing/raw';

const cancelled = Promise.withResolvers<string | undefined>();
const reached = Promise.withResolvers<undefined>();
const gate = Promise.withResolvers<undefined>();

const handlers: Record<string, (request: Request) => Response | Promise<Response>> = {
	'/plain': () => new Response('plain'),
	'/events': () => new Response(chunks(), { headers: { 'content-type': 'text/event-stream' } }),
	'/stream': () => new Response(chunks(), { headers: { 'content-type': 'text/html', 'set-cookie': 'a=1' } }),
	'/generator': () => new Response(generator() as unknown as ReadableStream),
	'/iterable': () => new Response({ [Symbol.asyncIterator]: generator } as unknown as ReadableStream),
	'/direct': () => new Response(new ReadableStream(DIRECT as unknown as UnderlyingDefaultSource)),
	'/endless': () => new Response(endless()),
	'/waiting': () => new Response(waiting(), { headers: { 'content-type': 'text/event-stream' } }),
	'/late': async (request) => {
		// Only then is it watched whether the client of a slow request is still there.
		while (getEventListeners(request.signal, 'abort').length === 0) await Bun.sleep(5);
		return new Response(endless());
	},
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

/** Bun pulls these outside of any context by itself (oven-sh/bun#41561). */
async function* generator(): AsyncGenerator<string> {
	for (let left = 3; left > 0; left -= 1) {
		trace.getActiveSpan()?.addEvent('chunk');
		yield 'data: x\n\n';
		await Bun.sleep(1);
	}
}

const DIRECT: Bun.DirectUnderlyingSource = {
	type: 'direct',
	async pull(controller) {
		for (let left = 3; left > 0; left -= 1) {
			trace.getActiveSpan()?.addEvent('chunk');
			void controller.write('data: x\n\n');
			await controller.flush();
			await Bun.sleep(1);
		}
		controller.close();
	},
};

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
	fetch: (request) =>
		handlers[new URL(request.url).pathname]?.(request) ?? new Response('none', { status: 404 }),
});
const port = server.port ?? 0;

afterAll(() => server.stop(true));

const isServer = (span: LiveSpan) => span.scope === 'glasshouse.serve';
const request = (path: string) => spanFrom(isServer, () => sendRaw(port, [`GET ${path} HTTP/1.1`]));

describe('the span of a request whose body is a stream', () => {
	for (const path of ['/events', '/stream', '/generator', '/iterable', '/direct']) {
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

	for (const path of ['/endless', '/late']) {
		test(`tells the status, and neither an error nor its type, where the reader of ${path} has had enough`, async () => {
			const controller = new AbortController();
			const span = await spanFrom(isServer, async () => {
				const response = await fetch(`http://127.0.0.1:${port}${path}`, { signal: controller.signal });
				await response.body?.getReader().read();
				controller.abort();
			});
			expect(span.attributes['http.response.status_code']).toBe(200);
			expect(span.attributes).not.toHaveProperty('error.type');
		});
	}

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
