import { describe, expect, test } from 'bun:test';
import { ValueType, type HrTime } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { AggregationTemporality, DataPointType, type MetricData } from '@opentelemetry/sdk-metrics';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { spansOf } from '../../../../../tests/support/otlp/decode';
import { pointsOf } from '../../../../../tests/support/otlp/metrics';
import { decodeJson, decodeProtobuf } from '../../../../../tests/support/otlp/schema';
import type { OtlpProtocol } from '../../../config';
import type { CollectedMetrics } from '../../../metrics/types';
import { encodeMetrics, encodeTraces } from '../../../otlp/encode';
import { encodeEnded } from '../../../otlp/endedSpan';
import { halve, pack, type Parcel } from '../parcel';
import { fieldsOf } from './wire';

/** Spans of two services, two scopes each. */
function makeSpans(count: number) {
	const exporter = new InMemorySpanExporter();
	for (const service of ['one', 'two']) {
		const provider = new TracerProvider({
			resource: resourceFromAttributes({ 'service.name': service }),
			spanProcessors: [new SimpleSpanProcessor({ exporter })],
		});
		for (let mark = 0; mark < count; mark++) {
			const tracer = provider.getTracer(`scope-${mark % 2}`, '1.0');
			tracer.startSpan('work ünïcode', { attributes: { mark } }).end();
		}
	}
	return exporter.getFinishedSpans();
}

const TIME: HrTime = [1_700_000_000, 5];

function metric(name: string, points: number, isHistogram: boolean): MetricData {
	const descriptor = { name, description: 'what it is', unit: 's', valueType: ValueType.DOUBLE };
	const common = { descriptor, aggregationTemporality: AggregationTemporality.DELTA };
	const marks = Array.from({ length: points }, (_, mark) => mark);
	const point = (mark: number) => ({ startTime: TIME, endTime: TIME, attributes: { mark } });
	const counts = { boundaries: [1, 2], counts: [1, 2, 3] };
	if (!isHistogram) {
		const dataPoints = marks.map((mark) => ({ ...point(mark), value: mark / 2 }));
		return { ...common, dataPointType: DataPointType.SUM, isMonotonic: true, dataPoints };
	}
	const dataPoints = marks.map((mark) => ({ ...point(mark), value: { buckets: counts, sum: 9, count: 6 } }));
	return { ...common, dataPointType: DataPointType.HISTOGRAM, dataPoints };
}

const METRICS: CollectedMetrics = {
	resource: resourceFromAttributes({ 'service.name': 'one' }),
	scopeMetrics: [
		{ scope: { name: 'a' }, metrics: [metric('sum', 7, false), metric('histogram', 4, true)] },
		{ scope: { name: 'b' }, metrics: [metric('other', 1, false)] },
	],
};

/** Splits for as long as there is something to split. */
async function halveAll(parcel: Parcel): Promise<Parcel[]> {
	const halves = await halve(parcel);
	if (halves === null) return [parcel];
	expect(halves[0].items + halves[1].items).toBe(parcel.items);
	expect(halves.every(({ items }) => items > 0)).toBe(true);
	return (await Promise.all(halves.map(halveAll))).flat();
}

function decode({ signal, protocol, encoding, body }: Parcel): unknown {
	const plain = encoding === 'gzip' ? Bun.gunzipSync(body) : body;
	return protocol === 'http/json'
		? decodeJson(signal, new TextDecoder().decode(plain))
		: decodeProtobuf(signal, plain);
}

const WAYS: [OtlpProtocol, 'gzip' | 'none'][] = [
	['http/protobuf', 'none'],
	['http/protobuf', 'gzip'],
	['http/json', 'none'],
	['http/json', 'gzip'],
];

describe('halving', () => {
	for (const [protocol, compression] of WAYS) {
		test(`leaves every span as it was, ${protocol}, compression ${compression}`, async () => {
			const spans = makeSpans(9);
			const whole = await pack('traces', 18, encodeTraces(spans.map(encodeEnded), protocol), {
				protocol,
				compression,
			});
			const parts = await halveAll(whole);
			expect(parts).toHaveLength(18);
			expect(parts.flatMap((part) => spansOf(decode(part)))).toEqual(spansOf(decode(whole)));
		});

		test(`leaves every data point as it was, ${protocol}, compression ${compression}`, async () => {
			const body = encodeMetrics(METRICS, protocol);
			const whole = await pack('metrics', 12, body, { protocol, compression });
			const parts = await halveAll(whole);
			expect(parts).toHaveLength(12);
			expect(parts.flatMap((part) => pointsOf(decode(part)))).toEqual(pointsOf(decode(whole)));
		});

		test(`gives up on what it cannot read, ${protocol}, compression ${compression}`, async () => {
			const body = new TextEncoder().encode('\u000frubbish');
			const encoding = compression;
			expect(await halve({ signal: 'logs', protocol, encoding, items: 3, body })).toBeNull();
			const empty = new TextEncoder().encode(protocol === 'http/json' ? '{}' : '');
			const packed = await pack('logs', 0, empty, { protocol, compression });
			expect(await halve(packed)).toBeNull();
		});
	}
});

describe('reading the fields of a message', () => {
	test('steps over every wire type', () => {
		const message = Uint8Array.from([8, 150, 1, 17, 1, 2, 3, 4, 5, 6, 7, 8, 26, 2, 7, 9, 37, 1, 2, 3, 4]);
		const fields = [...fieldsOf(message)];
		expect(fields.map(({ number, whole }) => [number, whole.length])).toEqual([
			[1, 3],
			[2, 9],
			[3, 4],
			[4, 5],
		]);
		expect([...(fields[2]?.content ?? [])]).toEqual([7, 9]);
	});

	test('stops at whatever is no message', () => {
		const broken = [[8], [8, 128], [26, 5, 1], [17, 1], [11], [12], Array.from({ length: 12 }, () => 255)];
		for (const bytes of broken) expect(() => [...fieldsOf(Uint8Array.from(bytes))]).toThrow(RangeError);
	});
});
