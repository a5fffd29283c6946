import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { encodeLogs, encodeMetrics, encodeTraces } from '../../src/telemetry/otlp/encode';
import { encodeEnded } from '../../src/telemetry/otlp/endedSpan';
import { Random } from '../../src/telemetry/testing/random';
import { randomLogs } from '../../src/telemetry/testing/randomLogs';
import { randomMetrics } from '../../src/telemetry/testing/randomMetrics';
import { randomSpans } from '../../src/telemetry/testing/randomSpans';
import { startReceiver, type Receiver } from '../support/otlp/receiver';

/** The receiver of all other tests: what it takes for OTLP must be OTLP. */
let receiver: Receiver;
beforeAll(() => {
	receiver = startReceiver();
});
afterAll(() => receiver.stop());

const TYPES = { 'http/protobuf': 'application/x-protobuf', 'http/json': 'application/json' } as const;
const PROTOCOLS = ['http/protobuf', 'http/json'] as const;

async function post(
	path: string,
	contentType: string,
	body: Uint8Array<ArrayBuffer> | string,
): Promise<number> {
	const headers = { 'content-type': contentType };
	return (await fetch(receiver.url + path, { method: 'POST', headers, body })).status;
}

describe.each(PROTOCOLS)('over %s it takes', (protocol) => {
	const random = new Random(7);

	test('spans', async () => {
		const before = receiver.spans.length;
		const spans = randomSpans(random, 50);
		expect(await post('/v1/traces', TYPES[protocol], encodeTraces(spans.map(encodeEnded), protocol))).toBe(
			200,
		);
		const taken = receiver.spans.slice(before);
		const names = (list: { name: string }[]) => list.map(({ name }) => name.toWellFormed()).sort();
		expect(names(taken)).toEqual(names(spans));
		expect(receiver.requests.at(-1)).toMatchObject({ path: '/v1/traces', status: 200, items: 50 });
	});

	test('log records', async () => {
		const before = receiver.logs.length;
		const records = randomLogs(random, 50);
		expect(await post('/v1/logs', TYPES[protocol], encodeLogs(records, protocol))).toBe(200);
		const severities = records.map((record) => record.severityNumber ?? 0).sort();
		expect(
			receiver.logs
				.slice(before)
				.map((log) => log.severity)
				.sort(),
		).toEqual(severities);
	});

	test('data points', async () => {
		const collected = randomMetrics(random);
		const metrics = collected.scopeMetrics.flatMap((scope) => scope.metrics);
		const points = metrics.reduce((sum, metric) => sum + metric.dataPoints.length, 0);
		expect(await post('/v1/metrics', TYPES[protocol], encodeMetrics(collected, protocol))).toBe(200);
		expect(receiver.requests.at(-1)?.items).toBe(points);
	});
});

describe('it refuses', () => {
	const protobuf = TYPES['http/protobuf'];
	const json = TYPES['http/json'];
	const span = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', name: 'n' };
	const traces = (spans: object[]) => JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans }] }] });

	test('nothing of this, for comparison', async () => {
		expect(await post('/v1/traces', json, traces([span]))).toBe(200);
	});

	test.each([
		['bytes that are no protobuf', protobuf, new Uint8Array([1, 2, 3])],
		['fields that the schema does not know', protobuf, new Uint8Array([0x50, 1])],
		['text that is no JSON', json, '{'],
		['keys that the schema does not know', json, '{"resourceSpans":[],"more":1}'],
		['ids in base64', json, traces([{ ...span, spanId: 't61rcWkgMzE=' }])],
		['ids that are missing', json, traces([{ ...span, spanId: '' }])],
		['ids of zeros', json, traces([{ ...span, traceId: '0'.repeat(32) }])],
		['enums by name', json, traces([{ ...span, kind: 'SPAN_KIND_SERVER' }])],
		['another content type', 'text/plain', new Uint8Array()],
	])('%s', async (_, contentType, body) => {
		expect(await post('/v1/traces', contentType, body)).toBe(400);
		expect(receiver.requests.at(-1)).toMatchObject({ status: 400, error: expect.any(String) as string });
	});

	test('other paths', async () => {
		expect(await post('/v1/profiles', protobuf, new Uint8Array())).toBe(404);
	});
});
