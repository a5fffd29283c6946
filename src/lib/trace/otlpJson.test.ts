import { expect, test } from 'bun:test';
import { spansOf } from '../../../tests/support/otlp/decode';
import { decodeJson } from '../../../tests/support/otlp/schema';
import { toOtlpJson } from './otlpJson';
import { makeSpan, nano } from './traceFixture';

/** Through the schema of OpenTelemetry itself: what a Collector, SigNoz or Jaeger would read. */
function read(...spans: Parameters<typeof toOtlpJson>[0]) {
	return spansOf(decodeJson('traces', JSON.stringify(toOtlpJson(spans))));
}

test('a span as OTLP’s own schema reads it', () => {
	const [span] = read(
		makeSpan('GET /x', 'parent', 1, 2.5, {
			kind: 'server',
			service: 'web',
			scope: 'http',
			status: { code: 'error', message: 'no' },
			attributes: {
				text: 'ä',
				whole: 7,
				part: 0.5,
				yes: true,
				list: ['a', 'b'],
				infinite: Number.POSITIVE_INFINITY,
			},
			events: [{ name: 'retry', timeUnixNano: nano(2), attributes: { at: 1 } }],
			links: [{ traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), attributes: {} }],
		}),
	);
	expect(span).toMatchObject({
		traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
		name: 'GET /x',
		kind: 'server',
		startNano: BigInt(nano(1)),
		endNano: BigInt(nano(2.5)),
		status: 'error',
		statusMessage: 'no',
		events: [{ name: 'retry', timeNano: BigInt(nano(2)) }],
		links: [{ traceId: 'a'.repeat(32), spanId: 'b'.repeat(16) }],
	});
	expect(span?.attributes).toMatchObject({
		text: 'ä',
		whole: 7,
		part: 0.5,
		yes: true,
		list: ['a', 'b'],
		infinite: Number.POSITIVE_INFINITY,
	});
	expect(span?.resource['service.name']).toBe('web');
});

test('each kind is the one that it is, and a root has no parent', () => {
	const kinds = ['internal', 'server', 'client', 'producer', 'consumer'] as const;
	const spans = read(...kinds.map((kind) => makeSpan(kind, null, 0, 1, { kind })));
	expect(spans.map(({ name, kind, parentSpanId }) => [name, kind, parentSpanId])).toEqual(
		kinds.map((kind) => [kind, kind, null]),
	);
});

test('spans stand by service and scope; an open one has no end', () => {
	const json = toOtlpJson([
		makeSpan('a', null, 0, 1, { service: 'web', scope: 'x' }),
		makeSpan('b', 'a', 0, null, { service: 'web', scope: 'y' }),
		makeSpan('c', 'b', 0, 1, { service: 'shop', scope: 'x' }),
	]);
	expect(json.resourceSpans.map(({ scopeSpans }) => scopeSpans.length)).toEqual([2, 1]);
	expect(json.resourceSpans[0]?.scopeSpans[1]?.spans[0]).not.toHaveProperty('endTimeUnixNano');
});
