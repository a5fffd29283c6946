import { ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { describe, expect, test } from 'bun:test';
import { decodeJson, decodeProtobuf } from '../../../tests/support/otlp/schema';
import { Random } from '../testing/random';
import { randomSpans } from '../testing/randomSpans';
import { TracerProvider } from '../tracing/provider';
import { encodeTraces } from './encode';
import { encodeEnded } from './endedSpan';

const SEEDS = Array.from({ length: 20 }, (_, seed) => [seed]);
const SPANS = 500;

interface Request {
	resourceSpans: { scopeSpans: { spans: { status: unknown }[] }[] }[];
}

/** A status that was not sent is an unset one, says the schema; the official exporter sends that one too. */
function withStatus(request: unknown): Request {
	const decoded = request as Request;
	const spans = decoded.resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((one) => one.spans));
	for (const span of spans) span.status ??= { code: 0, message: '' };
	return decoded;
}

function official(spans: ReadableSpan[]): Request {
	return withStatus(
		decodeProtobuf('traces', ProtobufTraceSerializer.serializeRequest(spans) ?? new Uint8Array()),
	);
}

function ours(spans: ReadableSpan[]): Request {
	return withStatus(decodeProtobuf('traces', encodeTraces(spans.map(encodeEnded), 'http/protobuf')));
}

/** As they go out that nobody looks at. */
function straight(spans: ReadableSpan[]): Request {
	return withStatus(decodeProtobuf('traces', encodeTraces(spans, 'http/protobuf')));
}

function oursAsJson(spans: ReadableSpan[]): unknown {
	return withStatus(
		decodeJson('traces', new TextDecoder().decode(encodeTraces(spans.map(encodeEnded), 'http/json'))),
	);
}

/** Keys that only their lone surrogates told apart are one key; where spans are decoded, it has one value. */
function withoutRepeats(value: unknown): unknown {
	if (Array.isArray(value)) {
		const items = value.map(withoutRepeats);
		return items.every(isKeyValue) ? [...new Map(items.map((item) => [item.key, item])).values()] : items;
	}
	if (typeof value !== 'object' || value === null) return value;
	return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withoutRepeats(item)]));
}

function isKeyValue(value: unknown): value is { key: string } {
	return typeof value === 'object' && value !== null && 'key' in value;
}

/** Every other time they are made by our own tracer. */
function spansOf(seed: number): ReadableSpan[] {
	const random = new Random(seed);
	return seed % 2 === 0
		? randomSpans(random, SPANS)
		: randomSpans(random, SPANS, (parts) => new TracerProvider(parts));
}

describe(`${SEEDS.length * SPANS} random spans say what the official exporter says of them`, () => {
	test.each(SEEDS)('seed %d', (seed) => {
		const spans = spansOf(seed);
		expect(spans).toHaveLength(SPANS);
		const expected = official(spans);
		expect(ours(spans)).toEqual(expected);
		expect(straight(spans)).toEqual(expected);
		expect(withoutRepeats(oursAsJson(spans))).toEqual(withoutRepeats(expected));
	});
});
