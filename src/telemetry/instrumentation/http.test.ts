import { context, trace, type Attributes } from '@opentelemetry/api';
import { getRPCMetadata, suppressTracing } from '@opentelemetry/core';
import type { MetricData } from '@opentelemetry/sdk-metrics';
import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import http, { Agent, createServer, get, type RequestOptions } from 'node:http';
import https from 'node:https';
import { createRequire } from 'node:module';
import { connect, type AddressInfo } from 'node:net';
import { generate } from 'selfsigned';
import { getTelemetry } from '../handle';
import type { LiveSpan } from '../live/types';
import type { PointWithExemplars } from '../metrics/types';
import { liveStore, spanFrom } from '../testing/live';
import { runProgram } from '../testing/program';
import { sendRaw } from '../testing/raw';

let port = 0;
const server = createServer((request, response) => {
	const metadata = getRPCMetadata(context.active());
	if (metadata !== undefined && request.url !== '/plain') metadata.route = '/routed/[id]';
	if (request.url === '/never') return;
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

afterAll(() => {
	server.closeAllConnections();
	server.close();
});

const SCOPE = '@opentelemetry/instrumentation-http';
const isServer = (span: LiveSpan) => span.scope === SCOPE && span.kind === 'server';
const isClient = (span: LiveSpan) => span.scope === SCOPE && span.kind === 'client';

/** Requests through `node:http` and gives back the headers that the server saw. */
function headersSeen(path: string, options: RequestOptions = {}): Promise<Record<string, string>> {
	const { promise, resolve, reject } = Promise.withResolvers<Record<string, string>>();
	const request = get({ host: '127.0.0.1', port, path, ...options }, (response) => {
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
		expect(http.get).toHaveProperty('__original');
		expect(createRequire(import.meta.url)('node:http')).toHaveProperty('get', get);
	});

	test('keeps names and lengths', async () => {
		const tell = `
			import http, { get, request } from 'node:http';
			import * as https from 'node:https';
			const functions = [get, request, http.get, https.get, https.request];
			console.log(JSON.stringify(functions.map(({ name, length }) => [name, length])));`;
		const [patched, plain] = await Promise.all([runProgram(tell), runProgram(tell, {}, false)]);
		expect(plain.stdout).toContain('["get",');
		expect(patched.stdout).toBe(plain.stdout);
	});

	test('throws what it would throw', async () => {
		const tell = `
			import { request } from 'node:http';
			for (const options of [7, 'no url', { protocol: 'foo:' }, { path: 'a b' }, { method: 'B AD' }, { headers: { 'bad name': 1 } }])
				try { request(options); console.log('nothing'); } catch ({ name, code, message }) { console.log(name, code, message); }
			process.exit(0);`;
		const [patched, plain] = await Promise.all([runProgram(tell), runProgram(tell, {}, false)]);
		expect(plain.stdout).toContain('ERR_INVALID_PROTOCOL');
		expect(patched.stdout).toBe(plain.stdout);
	});

	test('takes connections that an agent or the caller opens', async () => {
		class OwnAgent extends Agent {
			override createConnection() {
				return connect(port, '127.0.0.1');
			}
		}
		const ways = {
			agent: { agent: new OwnAgent() },
			option: { createConnection: () => connect(port, '127.0.0.1') },
		};
		for (const [path, way] of Object.entries(ways)) {
			let seen: Record<string, string> = {};
			const span = await spanFrom(isClient, async () => {
				seen = await headersSeen(`/${path}`, { ...way, host: 'elsewhere.invalid' });
			});
			expect(span.attributes['server.address']).toBe('elsewhere.invalid');
			expect(seen['traceparent']).toBe(`00-${span.traceId}-${span.spanId}-01`);
		}
	});

	test('is one span on each side over TLS, too', async () => {
		const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }]);
		const secure = https.createServer({ key, cert }, (request, response) =>
			response.end(request.headers.traceparent),
		);
		await new Promise<void>((resolve) => secure.listen(0, '127.0.0.1', () => resolve()));
		const { port: securePort } = secure.address() as AddressInfo;
		const span = await spanFrom(isClient, async () => {
			const { promise, resolve, reject } = Promise.withResolvers<unknown>();
			const options = { host: '127.0.0.1', port: securePort, path: '/plain', rejectUnauthorized: false };
			https.get(options, (response) => response.resume().on('end', resolve)).on('error', reject);
			await promise;
		});
		expect(span.attributes['url.full']).toBe(`https://127.0.0.1:${securePort}/plain`);
		const spans = liveStore().trace(span.traceId);
		expect(spans.map(({ kind, parentSpanId }) => [kind, parentSpanId])).toEqual([
			['client', null],
			['server', span.spanId],
		]);
		secure.closeAllConnections();
		secure.close();
	});

	test('leaves no secret in a URL, in whatever spelling', async () => {
		const path = '/plain?TOKEN=hush&%70assword=hush&a=1';
		const span = await spanFrom(isClient, () => headersSeen(path, { auth: 'me:hush' }));
		expect(span.attributes['url.full']).toBe(
			`http://REDACTED:REDACTED@127.0.0.1:${port}/plain?TOKEN=REDACTED&password=REDACTED&a=1`,
		);
		const [server] = liveStore().trace(span.traceId).filter(isServer);
		expect(JSON.stringify(server)).not.toContain('hush');
	});

	test('writes traceparent into headers that are a list, flat or of pairs', async () => {
		const lists: readonly unknown[] = [
			['Host', 'h', 'X-Own', '1'],
			[
				['Host', 'h'],
				['X-Own', '1'],
			],
		];
		for (const headers of lists) {
			let seen: Record<string, string> = {};
			const span = await spanFrom(isClient, async () => {
				seen = await headersSeen('/plain', { headers: headers as string[] });
			});
			expect(seen).toMatchObject({ 'x-own': '1', traceparent: `00-${span.traceId}-${span.spanId}-01` });
			expect(seen).not.toContainAnyKeys(['0', '1']);
		}
	});

	test('does not take an abort for a failure, but a timeout is one', async () => {
		const asked = (signal: AbortSignal) =>
			spanFrom(isClient, () => headersSeen('/never', { signal }).catch(() => undefined));
		const controller = new AbortController();
		setTimeout(() => controller.abort(), 5);
		const aborted = await asked(controller.signal);
		expect(aborted.status).toEqual({ code: 'unset' });
		expect(aborted.attributes).not.toContainKey('error.type');
		expect((await asked(AbortSignal.timeout(5))).status).toMatchObject({ code: 'error' });
	});

	test('is one SERVER span a request, though Bun builds it on its own server', async () => {
		const span = await spanFrom(isServer, () => sendRaw(port, ['GET /plain HTTP/1.1']));
		expect(
			liveStore()
				.trace(span.traceId)
				.filter(({ kind }) => kind === 'server'),
		).toHaveLength(1);
	});
});

async function collected(name: string): Promise<MetricData | undefined> {
	const all = await getTelemetry()?.collectMetrics();
	const scope = all?.scopeMetrics.find((one) => one.scope.name === SCOPE);
	return scope?.metrics.find(({ descriptor }) => descriptor.name === name);
}

/** How often the points of one of its metrics that fit have been counted, and the metric's unit. */
async function counted(name: string, attributes: Attributes): Promise<{ unit?: string; count: number }> {
	const metric = await collected(name);
	const wanted = Object.entries(attributes);
	const points = metric?.dataPoints.filter((point) =>
		wanted.every(([key, value]) => point.attributes[key] === value),
	);
	const counts = (points ?? []).map(({ value }) => (typeof value === 'object' ? value.count : value));
	return { unit: metric?.descriptor.unit, count: counts.reduce((sum, count) => sum + count, 0) };
}

async function exemplarSpanIds(name: string): Promise<string[]> {
	const points: readonly PointWithExemplars<unknown>[] = (await collected(name))?.dataPoints ?? [];
	return points.flatMap(({ exemplars = [] }) => exemplars.map(({ spanId }) => spanId));
}

describe('the metrics of node:http', () => {
	const common = { 'http.request.method': 'GET', 'http.response.status_code': 200 };
	const client = () => counted('http.client.request.duration', { ...common, 'server.port': port });
	const server = () => counted('http.server.request.duration', { ...common, 'url.scheme': 'http' });

	test('count each request once on each side, in seconds', async () => {
		const before = { client: await client(), server: await server() };
		await spanFrom(isServer, () => headersSeen('/plain'));
		expect(await client()).toEqual({ unit: 's', count: before.client.count + 1 });
		expect(await server()).toEqual({ unit: 's', count: before.server.count + 1 });
	});

	test('name the request itself in their exemplars, not what it is part of', async () => {
		await collected('ends the cycle in which others may have been kept');
		const spans = await trace.getTracer('test').startActiveSpan('outer', async (outer) => {
			const { traceId } = await spanFrom(isServer, () => headersSeen('/plain'));
			outer.end();
			return liveStore().trace(traceId);
		});
		const idOf = (fits: typeof isClient) => spans.find(fits)?.spanId ?? 'none';
		expect(await exemplarSpanIds('http.client.request.duration')).toContain(idOf(isClient));
		expect(await exemplarSpanIds('http.server.request.duration')).toContain(idOf(isServer));
	});

	test('leave out what is sent where tracing is suppressed', async () => {
		const before = await client();
		await context.with(suppressTracing(context.active()), () => headersSeen('/plain'));
		expect(await client()).toEqual(before);
	});
});
