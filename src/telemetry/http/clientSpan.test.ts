import { context, ROOT_CONTEXT } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import { describe, expect, test } from 'bun:test';
import { METRICS } from '../catalogue';
import { getTelemetry } from '../handle';
import type { LiveSpan } from '../live/types';
import { spanFrom } from '../testing/live';

const isClient = (span: LiveSpan) => span.scope === 'glasshouse.fetch';

/** The points of the requests to one port. */
async function measured(port: number) {
	const metrics = await getTelemetry()?.collectMetrics();
	const scope = metrics?.scopeMetrics.find((one) => one.scope.name === 'glasshouse.fetch');
	const metric = scope?.metrics.find(
		({ descriptor }) => descriptor.name === METRICS.httpClientRequestDuration.name,
	);
	const points = metric?.dataPoints ?? [];
	return { metric, points: points.filter(({ attributes }) => attributes['server.port'] === port) };
}

describe('http.client.request.duration', () => {
	test('counts every request once, in seconds, by what the conventions name', async () => {
		const own = Bun.serve({ port: 0, fetch: () => new Response(null, { status: 404 }) });
		const port = own.port ?? 0;
		const span = await spanFrom(isClient, () => fetch(`http://127.0.0.1:${port}/a?b=c`));
		await fetch(`http://127.0.0.1:${port}/`, { signal: AbortSignal.abort() }).catch(String);
		const { metric, points } = await measured(port);
		expect(metric?.descriptor).toMatchObject({ unit: 's', name: 'http.client.request.duration' });
		const common = { 'http.request.method': 'GET', 'server.address': '127.0.0.1', 'server.port': port };
		expect(points.map(({ attributes }) => attributes)).toEqual([
			{ ...common, 'http.response.status_code': 404, 'error.type': '404' },
			common,
		]);
		expect(points[0]).toMatchObject({ value: { count: 1 } });
		expect(points[0]).toMatchObject({ exemplars: [{ traceId: span.traceId, spanId: span.spanId }] });
		await own.stop(true);
	});

	test('counts nothing where tracing is suppressed', async () => {
		const own = Bun.serve({ port: 0, fetch: () => new Response('own') });
		await context.with(suppressTracing(ROOT_CONTEXT), () => fetch(own.url));
		expect((await measured(own.port ?? 0)).points).toEqual([]);
		await own.stop(true);
	});
});
