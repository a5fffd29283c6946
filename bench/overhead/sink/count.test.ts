import { describe, expect, test } from 'bun:test';
import { encodeLogs, encodeMetrics, encodeTraces } from '../../../src/telemetry/otlp/encode';
import { encodeEnded } from '../../../src/telemetry/otlp/endedSpan';
import { Random } from '../../../src/telemetry/testing/random';
import { randomLogs } from '../../../src/telemetry/testing/randomLogs';
import { randomMetrics } from '../../../src/telemetry/testing/randomMetrics';
import { randomSpans } from '../../../src/telemetry/testing/randomSpans';
import { spansOf } from '../../../tests/support/otlp/decode';
import { pointsOf } from '../../../tests/support/otlp/metrics';
import { decodeProtobuf } from '../../../tests/support/otlp/schema';
import type { Received } from '../result';
import { countInto, nothing, type Signal } from './count';

function count(signal: Signal, ...bodies: Uint8Array[]): Received {
	const received = nothing();
	for (const body of bodies) countInto(received, signal, Buffer.from(body));
	return received;
}

describe('what a sink counts is what a decoder finds', () => {
	const random = new Random(1);

	test('spans', () => {
		const body = encodeTraces(randomSpans(random, 200).map(encodeEnded), 'http/protobuf');
		expect(spansOf(decodeProtobuf('traces', body))).toHaveLength(200);
		expect(count('traces', body, body)).toEqual({ ...nothing(), spans: 400, bytes: 2 * body.length });
	});

	test('those of connections apart', () => {
		const spans = randomSpans(random, 6);
		const named = ['pg.connect', 'GET', 'pg-pool.connect', 'pg.connection', 'dns.lookup', 'tcp.connect'];
		const renamed = spans.map((span, i) =>
			Object.assign(Object.create(span) as typeof span, { name: named[i] }),
		);
		const received = count('traces', encodeTraces(renamed.map(encodeEnded), 'http/protobuf'));
		expect(received).toMatchObject({ spans: 2, connectionSpans: 4 });
	});

	test('log records', () => {
		const body = encodeLogs(randomLogs(random, 100), 'http/protobuf');
		expect(count('logs', body)).toEqual({ ...nothing(), logRecords: 100, bytes: body.length });
	});

	test('data points of every kind', () => {
		for (let i = 0; i < 50; i += 1) {
			const body = encodeMetrics(randomMetrics(random), 'http/protobuf');
			const found = pointsOf(decodeProtobuf('metrics', body)).length;
			expect(count('metrics', body)).toEqual({ ...nothing(), dataPoints: found, bytes: body.length });
		}
	});
});

test('what is no such message is refused', () => {
	const body = encodeTraces(randomSpans(new Random(2), 3).map(encodeEnded), 'http/protobuf');
	expect(() => count('traces', body.subarray(0, -1))).toThrow(RangeError);
	expect(() => count('traces', Uint8Array.of(0x0a))).toThrow(RangeError);
	expect(() => count('traces', Uint8Array.of(0x0b))).toThrow('wire type 3');
});
