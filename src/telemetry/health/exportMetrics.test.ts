import { describe, expect, test } from 'bun:test';
import { METRICS } from '../catalogue';
import type { MetricDefinition } from '../definition';
import { getTelemetry } from '../handle';
import { ExportMetrics } from './exportMetrics';
import type { Signal } from './types';

/** By which the points of this test are told from those of others in the same process. */
const HOST = 'metrics-of-export.example';

function record(signal: Signal, protocol: 'http/protobuf' | 'http/json'): void {
	const metrics = new ExportMetrics(signal, { url: `https://${HOST}/v1/x`, protocol });
	metrics.observeQueue({ queued: 3, capacity: 9 });
	metrics.refused('queue_full');
	metrics.processed(10);
	metrics.inflight(10);
	metrics.inflight(-4);
	metrics.exported(6);
	metrics.dropped('rejected', 4);
	metrics.attempted(0.005, undefined, 200);
	metrics.attempted(0.005, 'timeout', undefined);
}

record('traces', 'http/protobuf');
record('logs', 'http/json');
record('metrics', 'http/protobuf');

const collected = await getTelemetry()?.collectMetrics();
const own = collected?.scopeMetrics.find(({ scope }) => scope.name === 'glasshouse.export')?.metrics ?? [];

/** The attributes and values of a metric, of this test alone where they tell. */
function points(name: string) {
	const all = own.find(({ descriptor }) => descriptor.name === name)?.dataPoints ?? [];
	return all
		.filter(({ attributes }) => (attributes['server.address'] ?? HOST) === HOST)
		.map(({ attributes, value }) => ({ attributes, value: typeof value === 'number' ? value : value.count }));
}

const component = (type: string) => ({ 'otel.component.type': type, 'otel.component.name': `${type}/0` });
const exporter = (type: string) => ({ ...component(type), 'server.address': HOST, 'server.port': 443 });

describe('the metrics of exporting', () => {
	test('name an IPv6 address as it is, without the brackets of a URL', async () => {
		const metrics = new ExportMetrics('traces', { url: 'http://[fe80::7]/v1/x', protocol: 'http/protobuf' });
		metrics.exported(1);
		const { scopeMetrics } = (await getTelemetry()?.collectMetrics()) ?? { scopeMetrics: [] };
		const addresses = scopeMetrics
			.flatMap((scope) => scope.metrics)
			.flatMap(({ dataPoints }) => dataPoints.map(({ attributes }) => String(attributes['server.address'])));
		expect(addresses.filter((address) => address.includes('fe80::7'))).toEqual(['fe80::7']);
	});

	const definitions: readonly MetricDefinition[] = Object.values(METRICS);

	test('are what the catalogue says, and carry nothing else', () => {
		expect(own.length).toBeGreaterThanOrEqual(13);
		for (const { descriptor, dataPoints } of own) {
			const definition = definitions.find(({ name }) => name === descriptor.name);
			expect(definition).toMatchObject({ unit: descriptor.unit, description: descriptor.description });
			for (const key of dataPoints.flatMap(({ attributes }) => Object.keys(attributes))) {
				expect(definition?.attributes).toContain(key);
			}
		}
	});

	test('name their components as the conventions do', () => {
		for (const [item, processor] of [
			['span', 'batching_span_processor'],
			['log', 'batching_log_processor'],
		] as const) {
			const sets = points(`otel.sdk.processor.${item}.processed`).map(({ attributes }) => attributes);
			expect(sets).toContainEqual(component(processor));
			expect(sets).toContainEqual({ ...component(processor), 'error.type': 'queue_full' });
			for (const what of ['size', 'capacity']) {
				const queue = points(`otel.sdk.processor.${item}.queue.${what}`);
				expect(queue.map(({ attributes }) => attributes)).toEqual([component(processor)]);
			}
		}
	});

	const TYPES = {
		span: 'otlp_http_span_exporter',
		log: 'otlp_http_json_log_exporter',
		metric_data_point: 'otlp_http_metric_exporter',
	};
	for (const [item, type] of Object.entries(TYPES)) {
		test(`count what becomes of every ${item}`, () => {
			expect(points(`otel.sdk.exporter.${item}.inflight`)).toEqual([
				{ attributes: exporter(type), value: 6 },
			]);
			expect(points(`otel.sdk.exporter.${item}.exported`)).toEqual([
				{ attributes: exporter(type), value: 6 },
				{ attributes: { ...exporter(type), 'error.type': 'rejected' }, value: 4 },
			]);
			const attempts = points('otel.sdk.exporter.operation.duration').filter(
				({ attributes }) => attributes['otel.component.type'] === type,
			);
			expect(attempts).toEqual([
				{ attributes: { ...exporter(type), 'http.response.status_code': 200 }, value: 1 },
				{ attributes: { ...exporter(type), 'error.type': 'timeout' }, value: 1 },
			]);
		});
	}
});
