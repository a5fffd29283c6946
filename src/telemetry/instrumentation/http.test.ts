import { context, trace } from '@opentelemetry/api';
import { getRPCMetadata, suppressTracing } from '@opentelemetry/core';
import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import http, { createServer, get } from 'node:http';
import type { LiveSpan } from '../live/types';
import { liveStore, spanFrom } from '../testing/live';
import { sendRaw } from '../testing/raw';

let port = 0;
const server = createServer((request, response) => {
	const metadata = getRPCMetadata(context.active());
	if (metadata !== undefined && request.url !== '/plain') metadata.route = '/routed/[id]';
	setTimeout(() => {
		trace.getTracer('test').startSpan('inner').end();
		response.end(JSON.stringify(request.headers));
	}, 1);
});

beforeAll(async () => {
	const { promise, resolve } = Promise.withResolvers<undefined>();
	server.listen(0, '127.0.0.1', () => resolve(undefined));
	await promise;
	const address = server.address();
	port = typeof address === 'object' && address !== null ? address.port : 0;
});

afterAll(() => void server.close());

const SCOPE = '@opentelemetry/instrumentation-http';
const isServer = (span: LiveSpan) => span.scope === SCOPE && span.kind === 'server';
const isClient = (span: LiveSpan) => span.scope === SCOPE && span.kind === 'client';

/** Requests through `node:http` and gives back the headers that the server saw. */
function headersSeen(path: string): Promise<Record<string, string>> {
	const { promise, resolve, reject } = Promise.withResolvers<Record<string, string>>();
	const request = get({ host: '127.0.0.1', port, path }, (response) => {
		let text = '';
		response.on('data', (chunk) => (text += String(chunk)));
		response.on('end', () => resolve(JSON.parse(text) as Record<string, string>));
	});
	request.on('error', reject);
	return promise;
}

describe('node:http', () => {
	test('gives a request that is served one SERVER span, with route and children', async () => {
		const span = await spanFrom(isServer, () => sendRaw(port, ['GET /routed/7?token=hush&a=1 HTTP/1.1']));
		expect(span).toMatchObject({ name: 'GET /routed/[id]', parentSpanId: null });
		expect(span.attributes).toMatchObject({
			'http.route': '/routed/[id]',
			'http.request.method': 'GET',
			'http.response.status_code': 200,
			'url.path': '/routed/7',
			'url.query': 'token=REDACTED&a=1',
		});
		const trace = liveStore().trace(span.traceId);
		expect(trace.map(({ name }) => name)).toEqual(['GET /routed/[id]', 'inner']);
		expect(trace[1]?.parentSpanId).toBe(span.spanId);
	});

	test('gives a request that is sent a CLIENT span, and writes traceparent', async () => {
		let seen: Record<string, string> = {};
		const span = await spanFrom(isClient, async () => (seen = await headersSeen('/plain')));
		expect(seen['traceparent']).toBe(`00-${span.traceId}-${span.spanId}-01`);
		expect(liveStore().trace(span.traceId).filter(isServer)).toMatchObject([{ parentSpanId: span.spanId }]);
	});

	test('is neither traced nor marked where tracing is suppressed', async () => {
		const seen = await context.with(suppressTracing(context.active()), () => headersSeen('/plain'));
		expect(seen['traceparent']).toBeUndefined();
	});

	test('is patched however it is imported', () => {
		expect(http.get).toBe(get);
		expect(get.name).toBe('outgoingGetRequest');
	});
});
