import { context, trace } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import { afterAll, describe, expect, test } from 'bun:test';
import type { LiveSpan } from '../live/types';
import { liveStore, spanFrom } from '../testing/live';

interface Echo {
	method: string;
	headers: Record<string, string>;
	body: string;
}

const server = Bun.serve({
	port: 0,
	hostname: '127.0.0.1',
	async fetch(request) {
		const { pathname } = new URL(request.url);
		if (pathname === '/never') await aborted(request.signal);
		const echo: Echo = {
			method: request.method,
			headers: request.headers.toJSON(),
			body: await request.text(),
		};
		return Response.json(echo, { status: Number(pathname.slice(1)) || 200 });
	},
});
const url = server.url.href;

afterAll(() => server.stop(true));

const isClient = (span: LiveSpan) => span.scope === 'glasshouse.fetch';

function aborted(signal: AbortSignal): Promise<void> {
	return new Promise((resolve) => {
		if (signal.aborted) resolve();
		signal.addEventListener('abort', () => resolve());
	});
}

async function sent(...args: Parameters<typeof fetch>): Promise<{ span: LiveSpan; echo: Echo }> {
	let echo: unknown;
	const span = await spanFrom(isClient, async () => {
		const response = await fetch(...args);
		echo = await response.json();
	});
	return { span, echo: echo as Echo };
}

const written = ({ traceId, spanId }: LiveSpan) => `00-${traceId}-${spanId}-01`;

describe('fetch', () => {
	test('gives a request a CLIENT span by the stable conventions', async () => {
		const { span } = await sent(`${url}?a=1&api_key=hush`.replace('//', '//me:hush@'));
		expect(span).toMatchObject({ name: 'GET', kind: 'client', status: { code: 'unset' } });
		expect(span.attributes).toEqual({
			'http.request.method': 'GET',
			'url.full': `${url}?a=1&api_key=REDACTED`.replace('//', '//REDACTED:REDACTED@'),
			'server.address': '127.0.0.1',
			'server.port': server.port ?? 0,
			'http.response.status_code': 200,
		});
	});

	test('writes traceparent last, over one that the caller set, in every form of headers', async () => {
		const headers = { 'X-Own': '1', Traceparent: '00-11111111111111111111111111111111-1111111111111111-01' };
		for (const form of [headers, Object.entries(headers), new Headers(headers)]) {
			const { span, echo } = await sent(url, { method: 'POST', headers: form, body: 'body' });
			expect(echo.headers).toMatchObject({ 'x-own': '1', traceparent: written(span) });
			expect(echo).toMatchObject({ method: 'POST', body: 'body' });
		}
	});

	test('sends a Request as it is, but for the trace context, and does not change it', async () => {
		const request = new Request(url, { method: 'PUT', headers: { a: '1' }, body: 'body' });
		const { span, echo } = await sent(request);
		expect(echo).toMatchObject({ method: 'PUT', body: 'body' });
		expect(echo.headers).toMatchObject({ a: '1', traceparent: written(span) });
		expect(request.headers.has('traceparent')).toBe(false);
	});

	test('takes a Request for the options, too, and a URL object', async () => {
		const init = new Request(url, { method: 'PATCH', headers: { a: '1' }, body: 'body' });
		const { span, echo } = await sent(new URL(url), init);
		expect(echo).toMatchObject({ method: 'PATCH', body: 'body' });
		expect(echo.headers).toMatchObject({ a: '1', traceparent: written(span) });
	});

	test('is a child of the active span', async () => {
		const { parent, span } = await trace.getTracer('test').startActiveSpan('parent', async (parent) => {
			const { span } = await sent(url);
			parent.end();
			return { parent: parent.spanContext(), span };
		});
		expect(span).toMatchObject({ traceId: parent.traceId, parentSpanId: parent.spanId });
	});

	test('takes 4xx and 5xx for errors', async () => {
		for (const status of [404, 500]) {
			const { span } = await sent(`${url}${status}`);
			expect(span.status.code).toBe('error');
			expect(span.attributes['error.type']).toBe(String(status));
		}
	});

	test('records a failure, and rejects with the same error', async () => {
		let caught: unknown;
		const span = await spanFrom(isClient, async () => {
			caught = await fetch('http://127.0.0.1:1/').catch((error: unknown) => error);
		});
		expect(caught).toBeInstanceOf(Error);
		expect(span.status.code).toBe('error');
		expect(span.events[0]?.attributes['exception.message']).toBe((caught as Error).message);
	});

	test('takes a deliberate abort for no error, and a timeout for one', async () => {
		const aborted = await spanFrom(isClient, () =>
			fetch(`${url}never`, { signal: AbortSignal.abort() }).catch((error: unknown) => error),
		);
		expect(aborted).toMatchObject({ status: { code: 'unset' }, events: [] });
		const late = await spanFrom(isClient, () =>
			fetch(`${url}never`, { signal: AbortSignal.timeout(20) }).catch((error: unknown) => error),
		);
		expect(late.status.code).toBe('error');
		expect(late.attributes['error.type']).toBe('TimeoutError');
	});

	test('is neither traced nor marked where tracing is suppressed', async () => {
		const before = liveStore().traces(1000).length;
		const echo = await context.with(suppressTracing(context.active()), async () => {
			const response = await fetch(`${url}204`.replace('204', ''));
			return (await response.json()) as Echo;
		});
		expect(echo.headers['traceparent']).toBeUndefined();
		const made = liveStore().traces(1000).length - before;
		expect(made).toBe(1); // the server's own
	});

	test('leaves what never reaches a network alone', async () => {
		const before = liveStore().dropped().traces + liveStore().traces(1000).length;
		expect(await (await fetch('data:text/plain,hello')).text()).toBe('hello');
		expect(liveStore().dropped().traces + liveStore().traces(1000).length).toBe(before);
	});

	test('rejects what fetch would reject, in the same way', async () => {
		const refused = await Promise.allSettled([fetch('no url'), fetch(url, { headers: { 'bad name': 'x' } })]);
		expect(refused).toMatchObject([
			{ status: 'rejected', reason: { name: 'TypeError' } },
			{ status: 'rejected', reason: { name: 'TypeError' } },
		]);
	});

	test('keeps name, length and preconnect', () => {
		expect(fetch.name).toBe('fetch');
		expect(fetch.length).toBe(1);
		expect(typeof fetch.preconnect).toBe('function');
	});
});
