import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { describe, expect, test } from 'bun:test';
import { spansOf } from '../../../tests/support/otlp/decode';
import { decodeJson, decodeProtobuf } from '../../../tests/support/otlp/schema';
import { Random } from '../testing/random';
import { randomSpans } from '../testing/randomSpans';
import { EncodedSpans } from './encodedSpans';
import { encodeEnded } from './endedSpan';
import { giveBack } from './protobuf/request';

const idOf = (span: ReadableSpan) => span.spanContext().spanId;

function idsIn(spans: EncodedSpans): string[] {
	const body = spans.request('http/protobuf');
	const ids = spansOf(decodeProtobuf('traces', body)).map(({ spanId }) => spanId);
	giveBack(body);
	return ids;
}

function broken(span: ReadableSpan): ReadableSpan {
	const events = () => {
		throw new Error('no events');
	};
	return Object.defineProperty(Object.create(span) as ReadableSpan, 'events', { get: events });
}

describe('spans that go out together', () => {
	const spans = randomSpans(new Random(3), 200);

	test('are all there, whether or not they were encoded before, each scope and resource once', () => {
		const encoded = new EncodedSpans();
		spans.forEach((span, at) => encoded.add(at % 3 === 0 ? encodeEnded(span) : span));
		expect(encoded.count).toBe(200);
		expect(idsIn(encoded).sort()).toEqual(spans.map(idOf).sort());
		const { resourceSpans } = decodeProtobuf('traces', encoded.request('http/protobuf')) as {
			resourceSpans: { scopeSpans: unknown[] }[];
		};
		expect(resourceSpans).toHaveLength(new Set(spans.map(({ resource }) => resource)).size);
		const scopes = Map.groupBy(spans, ({ resource }) => resource)
			.values()
			.map((of) => new Set(of.map((span) => span.instrumentationScope)).size);
		expect(resourceSpans.map(({ scopeSpans }) => scopeSpans.length)).toEqual([...scopes]);
	});

	test('are the same in JSON', () => {
		const encoded = new EncodedSpans();
		spans.forEach((span) => encoded.add(span));
		const json = decodeJson('traces', new TextDecoder().decode(encoded.request('http/json')));
		expect(spansOf(json).map(({ spanId }) => spanId)).toEqual(idsIn(encoded));
	});

	test('leave one out that cannot be read, and nothing of it stays', () => {
		const encoded = new EncodedSpans();
		for (const span of spans.slice(0, 10)) {
			encoded.add(span);
			expect(() => encoded.add(broken(span))).toThrow('no events');
		}
		expect(encoded.count).toBe(10);
		expect(idsIn(encoded).sort()).toEqual(spans.slice(0, 10).map(idOf).sort());
	});

	test('use the memory again of those before them, and what is out stays as it is', () => {
		const bodies = [0, 50, 100, 150].map((from) => {
			const encoded = new EncodedSpans();
			for (const span of spans.slice(from, from + 50)) encoded.add(span);
			const body = encoded.request('http/protobuf');
			encoded.release();
			return body;
		});
		const ids = bodies.map((body) => spansOf(decodeProtobuf('traces', body)).map(({ spanId }) => spanId));
		expect(ids.flat().sort()).toEqual(spans.map(idOf).sort());
	});
});
