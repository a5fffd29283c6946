import { afterAll, afterEach, beforeEach, describe, expect, spyOn, test } from 'bun:test';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { LoggerProvider } from '@opentelemetry/sdk-logs';
import { AlwaysOffSampler, createAlwaysRecordSampler, TracerProvider } from '@opentelemetry/sdk-trace';
import { parseConfig } from '../../config';
import { MemoryLiveStore } from '../../live/store';
import { SpanCounts } from '../spanCounts';
import { SpanPipeline } from '../spans';
import { createExport, type TelemetryExport } from './createExport';
import { NOTHING_IS_SLOW } from '../../testing/slow';

let received: { path: string; traceparent: string | null }[] = [];
const collector = Bun.serve({
	hostname: '127.0.0.1',
	port: 0,
	async fetch(request) {
		await request.arrayBuffer();
		received.push({ path: new URL(request.url).pathname, traceparent: request.headers.get('traceparent') });
		return new Response();
	},
});
afterAll(() => collector.stop(true));

let out: TelemetryExport | undefined;
beforeEach(() => {
	received = [];
});
afterEach(() => out?.shutdown());

function start(env: Record<string, string> = {}): TelemetryExport {
	const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url.href };
	out = createExport(parseConfig({ ...endpoint, ...env }, { name: 'tested' }));
	return out;
}

const resource = resourceFromAttributes({ 'service.name': 'tested' });

function tracer({ spanProcessors, spans }: TelemetryExport, isSampled = true) {
	const sampler = isSampled ? undefined : createAlwaysRecordSampler(new AlwaysOffSampler());
	const seen = { live: new MemoryLiveStore(), counts: new SpanCounts(), slow: NOTHING_IS_SLOW };
	const parts = { ...seen, export: spans, keep: null };
	const processors = [new SpanPipeline(parts), ...spanProcessors];
	return new TracerProvider({ resource, sampler, spanProcessors: processors }).getTracer('tested');
}

const namesOf = (found: readonly object[]) => found.map((one) => one.constructor.name);

describe('createExport', () => {
	test('sends all three signals over OTLP, where there is an endpoint', () => {
		const { spanProcessors, logRecordProcessors, metricSinks, spans, health } = start();
		expect(namesOf(spanProcessors)).toEqual([]);
		expect(namesOf(logRecordProcessors)).toEqual(['ExportingLogRecordProcessor']);
		expect(metricSinks.map(({ temporality }) => temporality)).toEqual(['cumulative']);
		expect(spans).not.toBeNull();
		expect(health().map(({ signal, exporters, endpoint }) => [signal, exporters, endpoint])).toEqual(
			['traces', 'metrics', 'logs'].map((signal) => [signal, ['otlp'], `${collector.url.href}v1/${signal}`]),
		);
	});

	test('sends nothing where there is none, or where it is told so', async () => {
		const ways: Record<string, string>[] = [
			{ OTEL_EXPORTER_OTLP_ENDPOINT: '' },
			{ OTEL_TRACES_EXPORTER: 'none', OTEL_METRICS_EXPORTER: 'none', OTEL_LOGS_EXPORTER: 'none' },
		];
		for (const env of ways) {
			const { spanProcessors, logRecordProcessors, metricSinks, spans, health, forceFlush, shutdown } =
				start(env);
			expect([...spanProcessors, ...logRecordProcessors, ...metricSinks]).toEqual([]);
			expect(spans).toBeNull();
			expect(health()[0]).toMatchObject({ exporters: [], endpoint: null, protocol: null, spooled: null });
			await forceFlush();
			await shutdown();
		}
	});

	test('makes no spool where nothing is sent', () => {
		const path = '/nowhere/at/all\0';
		start({ OTEL_EXPORTER_OTLP_ENDPOINT: '', GLASSHOUSE_OTLP_SPOOL_DIR: path });
		expect(() => start({ GLASSHOUSE_OTLP_SPOOL_DIR: path })).toThrow(/^GLASSHOUSE_OTLP_SPOOL_DIR=/);
	});

	test('writes to the console, beside OTLP or alone', async () => {
		const dir = spyOn(console, 'dir').mockImplementation(() => undefined);
		try {
			const exporters = {
				OTEL_TRACES_EXPORTER: 'otlp,console',
				OTEL_LOGS_EXPORTER: 'console',
				OTEL_METRICS_EXPORTER: 'console',
			};
			const exporting = start({ ...exporters, OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: 'delta' });
			tracer(exporting).startSpan('shown').end();
			const processors = exporting.logRecordProcessors;
			new LoggerProvider({ resource, processors }).getLogger('tested').emit({ body: 'shown' });
			const [sink, ...others] = exporting.metricSinks;
			expect(others).toEqual([]);
			expect(sink?.temporality).toBe('cumulative');
			const [{ constructor: processor } = {}] = processors;
			expect(processor).toHaveProperty('name', 'SimpleLogRecordProcessor');
			expect(exporting.health().map((one) => one.exporters)).toEqual([
				['otlp', 'console'],
				['console'],
				['console'],
			]);
			await exporting.forceFlush();
			await Promise.all(processors.map((one) => one.forceFlush()));
			await Promise.all(exporting.spanProcessors.map((one) => one.forceFlush()));
			expect(dir).toHaveBeenCalledTimes(2);
			expect(received.map(({ path }) => path)).toEqual(['/v1/traces']);
		} finally {
			dir.mockRestore();
		}
	});

	test('leaves out spans that are not sampled, and does not count them as dropped', async () => {
		const exporting = start();
		tracer(exporting, false).startSpan('left out').end();
		await exporting.forceFlush();
		expect(received).toEqual([]);
		expect(exporting.health()[0]).toMatchObject({ queued: 0, exported: 0, dropped: {} });
	});

	test('is not traced, and sends no trace context', async () => {
		const exporting = start();
		tracer(exporting).startSpan('seen').end();
		await exporting.forceFlush();
		expect(received).toEqual([{ path: '/v1/traces', traceparent: null }]);
	});

	test('counts what cannot be encoded, and sends the rest', async () => {
		const exporting = start({ OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' });
		const spans = tracer(exporting);
		for (let i = 0; i < 10; i++) {
			const span = spans.startSpan('work');
			if (i % 4 === 1) {
				Object.defineProperty(span, 'name', {
					get: () => {
						throw new Error('no name');
					},
				});
			}
			span.end();
		}
		await exporting.forceFlush();
		expect(exporting.health()[0]).toMatchObject({
			exported: 7,
			dropped: { encoding_failed: 3 },
			inFlight: 0,
		});
		expect(exporting.health()[0]?.lastError?.message).toBe('an item could not be encoded');
	});

	test('never rejects, and may be stopped twice, by itself or by the providers', async () => {
		const exporting = start();
		tracer(exporting).startSpan('work').end();
		await Promise.all([exporting.shutdown(), exporting.spans?.shutdown(), exporting.shutdown()]);
		await exporting.forceFlush();
		expect(exporting.health()[0]).toMatchObject({ exported: 1 });
	});
});
