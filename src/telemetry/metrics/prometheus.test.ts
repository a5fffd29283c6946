import { afterEach, describe, expect, test } from 'bun:test';
import { ConfigError } from '../config/environment';
import { startPrometheus } from './prometheus';
import { parseExposition } from './testing/exposition';
import { heard, provider } from './testing/meters';
import type { CollectedMetrics } from './types';

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
	for (const stop of stops.splice(0)) await stop();
});

function started(collect: () => Promise<CollectedMetrics>, port = 0): string {
	const { url, stop } = startPrometheus({ host: '127.0.0.1', port, collect });
	stops.push(stop);
	return url;
}

function metering() {
	const meters = provider();
	const reader = meters.reader('cumulative');
	meters.getMeter('scope').createCounter('c').add(1);
	return { url: started(() => reader.collect()) };
}

describe('the endpoint', () => {
	test('answers GET and HEAD of /metrics, and nothing else', async () => {
		const { url } = metering();
		const status = async (path: string, method = 'GET') =>
			(await fetch(new URL(path, url), { method })).status;
		expect(await status('/metrics')).toBe(200);
		expect(await status('/metrics?name=x')).toBe(200);
		expect(await status('/metrics', 'HEAD')).toBe(200);
		expect(await status('/')).toBe(404);
		expect(await status('/metrics/')).toBe(404);
		const post = await fetch(url, { method: 'POST', body: 'x' });
		expect([post.status, post.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
	});

	test('compresses for whoever wants it', async () => {
		const { url } = metering();
		for (const [encoding, expected] of [
			['gzip', 'gzip'],
			['identity', null],
		] as const) {
			const response = await fetch(url, { headers: { 'accept-encoding': encoding } });
			expect(response.headers.get('content-encoding')).toBe(expected);
			expect(response.headers.get('vary')).toBe('Accept, Accept-Encoding');
			expect(parseExposition(await response.text(), 'text')).toHaveLength(2);
		}
	});

	test('speaks OpenMetrics to whoever does', async () => {
		const { url } = metering();
		for (const [accept, format, type] of [
			[
				'application/openmetrics-text;version=1.0.0',
				'openmetrics',
				'application/openmetrics-text; version=1.0.0; charset=utf-8',
			],
			['*/*', 'text', 'text/plain; version=0.0.4; charset=utf-8'],
		] as const) {
			const response = await fetch(url, { headers: { accept } });
			expect(response.headers.get('content-type')).toBe(type);
			expect(parseExposition(await response.text(), format)).toHaveLength(2);
		}
	});

	test('scrapes that come together share one collection', async () => {
		const reader = provider().reader('cumulative');
		const begun = Promise.withResolvers<undefined>();
		const go = Promise.withResolvers<undefined>();
		let collections = 0;
		const url = started(async () => {
			collections++;
			begun.resolve(undefined);
			await go.promise;
			return reader.collect();
		});
		const scrapes = Array.from({ length: 5 }, () => fetch(url).then((response) => response.text()));
		await begun.promise;
		// The server answers in order of arrival: what it refuses here came after the scrapes.
		expect((await fetch(new URL('/', url))).status).toBe(404);
		go.resolve(undefined);
		expect(new Set(await Promise.all(scrapes)).size).toBe(1);
		expect(collections).toBeLessThan(5);
	});

	test('says 500 where collecting fails, without a word on why', async () => {
		const url = started(() => Promise.reject(new Error('secret')));
		const said = await heard(async () => {
			const response = await fetch(url);
			expect([response.status, await response.text()]).toEqual([500, 'Collecting metrics failed\n']);
		});
		expect(said).toEqual(['Answering Prometheus failed']);
	});

	test('a port or host that cannot be had stops the start, by the names of its variables', () => {
		const { url } = metering();
		const collect = () => provider().reader('cumulative').collect();
		const taken = Number(new URL(url).port);
		expect(() => started(collect, taken)).toThrow(ConfigError);
		expect(() => started(collect, taken)).toThrow(`OTEL_EXPORTER_PROMETHEUS_PORT=${taken} is not usable`);
		const elsewhere = () => startPrometheus({ host: '192.0.2.1', port: 0, collect });
		expect(elsewhere).toThrow('OTEL_EXPORTER_PROMETHEUS_HOST=192.0.2.1');
	});

	test('is not traced, and keeps no process alive', async () => {
		const code = `
			import { context, trace } from '@opentelemetry/api';
			import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
			import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
			import { instrumentServe } from './src/telemetry/instrumentation/serve';
			import { startPrometheus } from './src/telemetry/metrics/prometheus';
			import { provider } from './src/telemetry/metrics/testing/meters';
			context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
			const exporter = new InMemorySpanExporter();
			trace.setGlobalTracerProvider(new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] }));
			instrumentServe();
			const reader = provider().reader('cumulative');
			const { url } = startPrometheus({ host: '127.0.0.1', port: 0, collect: () => reader.collect() });
			const scraped = (await fetch(url)).status;
			const before = exporter.getFinishedSpans().length;
			const app = Bun.serve({ port: 0, fetch: () => new Response('') });
			await (await fetch(app.url)).text();
			await app.stop(true);
			console.log(JSON.stringify({ scraped, before, after: exporter.getFinishedSpans().length }));
		`;
		const root = `${import.meta.dirname}/../../..`;
		const child = Bun.spawn([process.execPath, '-e', code], { cwd: root, stdout: 'pipe', stderr: 'inherit' });
		expect(JSON.parse(await new Response(child.stdout).text())).toEqual({
			scraped: 200,
			before: 0,
			after: 1,
		});
		expect(await child.exited).toBe(0);
	});
});
