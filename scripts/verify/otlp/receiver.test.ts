import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { encodeLogs, encodeMetrics, encodeTraces } from '../../../src/telemetry/otlp/encode';
import { encodeEnded } from '../../../src/telemetry/otlp/endedSpan';
import { Random } from '../../../src/telemetry/testing/random';
import { randomLogs } from '../../../src/telemetry/testing/randomLogs';
import { randomMetrics } from '../../../src/telemetry/testing/randomMetrics';
import { randomSpans } from '../../../src/telemetry/testing/randomSpans';
import { startReceiver, type Receiver } from './receiver';

const PROTOCOLS = ['http/protobuf', 'http/json'] as const;
const TYPES = { 'http/protobuf': 'application/x-protobuf', 'http/json': 'application/json' } as const;
const COUNT = 60;

let receivers: Receiver[];

beforeAll(() => {
	receivers = PROTOCOLS.map(startReceiver);
});
afterAll(() => Promise.all(receivers.map((receiver) => receiver.stop())));

function receiver(index: number): Receiver {
	return receivers[index] ?? expect.unreachable();
}

async function send(
	to: Receiver,
	path: string,
	body: Uint8Array<ArrayBuffer> | string,
	headers: Record<string, string>,
): Promise<number> {
	return (await fetch(to.url + path, { method: 'POST', headers, body })).status;
}

describe('what is sent in both encodings is read as the same', () => {
	const random = new Random(11);
	const spans = randomSpans(random, COUNT).map(encodeEnded);
	const logs = randomLogs(random, COUNT);
	const metrics = randomMetrics(random);

	test.each([...PROTOCOLS.entries()])('%d: %s', async (index, protocol) => {
		const to = receiver(index);
		const headers = { 'content-type': TYPES[protocol] };
		expect(await send(to, '/v1/traces', encodeTraces(spans, protocol), headers)).toBe(200);
		expect(await send(to, '/v1/logs', encodeLogs(logs, protocol), headers)).toBe(200);
		expect(await send(to, '/v1/metrics', encodeMetrics(metrics, protocol), headers)).toBe(200);
		expect(to.spans).toHaveLength(COUNT);
		expect(to.lines).toHaveLength(COUNT);
		expect(to.series.size).toBeGreaterThan(0);
	});

	test('spans, series and lines alike', () => {
		const [first, second] = [receiver(0), receiver(1)];
		expect(first.spans).toEqual([...second.spans]);
		expect([...first.series.values()]).toEqual([...second.series.values()]);
		expect(first.lines).toEqual([...second.lines]);
		expect(first.spans.map(({ traceId }) => /^[0-9a-f]{32}$/.test(traceId))).not.toContain(false);
	});
});

test('what is compressed is read', async () => {
	const to = receiver(0);
	const before = to.spans.length;
	const json = encodeTraces(randomSpans(new Random(3), 2).map(encodeEnded), 'http/json');
	const body = Bun.gzipSync(Buffer.from(json));
	const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip' };
	expect(await send(to, '/v1/traces', body, headers)).toBe(200);
	expect(to.spans.length).toBe(before + 2);
});

test.each([
	['/v1/spans', '{}', 'application/json', 404],
	['/v1/traces', '{', 'application/json', 400],
	['/v1/traces', '{"resourceSpans":7}', 'application/json', 400],
	['/v1/traces', new Uint8Array([10, 99, 1]), 'application/x-protobuf', 400],
])('%s with %p as %s is answered %d', async (path, body, contentType, status) => {
	expect(await send(receiver(0), path, body, { 'content-type': contentType })).toBe(status);
});
