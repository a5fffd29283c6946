import { afterAll, expect, test } from 'bun:test';
import { metrics } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { METRICS } from '../catalogue';
import { MeterProvider } from '../metrics/provider';
import { ExportMetrics } from './exportMetrics';
import { Latencies } from './latencies';
import { SignalTally } from './tally';

const TARGET = { url: 'https://collector.example/v1/x', protocol: 'http/protobuf' } as const;

test('latencies: nothing, then the last and the percentiles of the last so many', () => {
	const latencies = new Latencies(100);
	expect(latencies.summary()).toBeNull();
	latencies.record(7);
	expect(latencies.summary()).toEqual({ last: 7, p50: 7, p99: 7 });
	for (let ms = 1; ms <= 250; ms++) latencies.record(ms);
	expect(latencies.summary()).toEqual({ last: 250, p50: 200, p99: 249 });
});

test('an account begins with nothing, and adds up', () => {
	const tally = new SignalTally(new ExportMetrics('logs', TARGET));
	expect(tally.health()).toEqual({
		inFlight: 0,
		exported: 0,
		dropped: {},
		attempts: { succeeded: 0, failed: 0 },
		lastSuccessAt: null,
		lastError: null,
		latencyMs: null,
	});
	tally.refuse('queue_full');
	tally.enter(10);
	tally.exported(6);
	tally.drop('rejected', 4);
	tally.drop('rejected', 0);
	tally.attempted({ milliseconds: 5, status: 200 });
	tally.attempted({ milliseconds: 3, status: 503, errorType: '503', error: '503 Service Unavailable' });
	const { lastSuccessAt, lastError, ...counts } = tally.health();
	expect(counts).toEqual({
		inFlight: 10,
		exported: 6,
		dropped: { queue_full: 1, rejected: 4 },
		attempts: { succeeded: 1, failed: 1 },
		latencyMs: { last: 3, p50: 3, p99: 5 },
	});
	expect(Date.parse(lastSuccessAt ?? '')).toBeGreaterThan(0);
	expect(lastError?.message).toBe('503 Service Unavailable');
	expect(tally.droppedTotal).toBe(5);
});

test('every metric carries what the catalogue says, and nothing else', async () => {
	metrics.disable();
	const provider = new MeterProvider({
		resource: resourceFromAttributes({}),
		exemplarFilter: 'always_off',
		cardinalityLimit: 100,
	});
	metrics.setGlobalMeterProvider(provider);
	const reader = provider.reader('cumulative');
	for (const signal of ['traces', 'logs', 'metrics'] as const) {
		const own = new ExportMetrics(signal, {
			...TARGET,
			protocol: signal === 'logs' ? 'http/json' : 'http/protobuf',
		});
		own.observeQueue({ queued: 3, capacity: 9 });
		const tally = new SignalTally(own);
		tally.refuse('queue_full');
		tally.processed(10);
		tally.enter(10);
		tally.leave(4);
		tally.exported(6);
		tally.drop('rejected', 4);
		tally.attempted({ milliseconds: 5, status: 200 });
		tally.attempted({ milliseconds: 5, errorType: 'timeout', error: 'no answer' });
	}
	const collected = (await reader.collect()).scopeMetrics.flatMap((scope) => scope.metrics);
	const definitions = Object.values(METRICS);
	for (const { descriptor, dataPoints } of collected) {
		const definition = definitions.find(({ name }) => name === descriptor.name);
		expect(definition?.unit).toBe(descriptor.unit);
		for (const { attributes } of dataPoints) {
			expect(
				Object.keys(attributes).filter((key) => !(definition?.attributes as string[]).includes(key)),
			).toEqual([]);
		}
	}
	const points = (name: string) => collected.find((one) => one.descriptor.name === name)?.dataPoints ?? [];
	const processor = {
		'otel.component.type': 'batching_span_processor',
		'otel.component.name': 'batching_span_processor/0',
	};
	expect(
		points('otel.sdk.processor.span.processed').map(({ attributes, value }) => [attributes, value]),
	).toEqual([
		[{ ...processor, 'error.type': 'queue_full' }, 1],
		[processor, 10],
	]);
	expect(points('otel.sdk.processor.log.queue.size').map(({ value }) => value)).toEqual([3]);
	expect(points('otel.sdk.processor.log.queue.capacity').map(({ value }) => value)).toEqual([9]);
	const types = ['span', 'log', 'metric_data_point'].map((item) =>
		points(`otel.sdk.exporter.${item}.exported`).map(({ attributes }) => attributes['otel.component.type']),
	);
	expect(types).toEqual([
		['otlp_http_span_exporter', 'otlp_http_span_exporter'],
		['otlp_http_json_log_exporter', 'otlp_http_json_log_exporter'],
		['otlp_http_metric_exporter', 'otlp_http_metric_exporter'],
	]);
	expect(points('otel.sdk.exporter.span.inflight')[0]).toMatchObject({
		value: 6,
		attributes: { 'server.address': 'collector.example', 'server.port': 443 },
	});
	expect(points('otel.sdk.exporter.operation.duration')).toHaveLength(6);
});

afterAll(() => metrics.disable());
