import { ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { describe, expect, test } from 'bun:test';
import { decodeJson, decodeProtobuf } from '../../../tests/support/otlp/schema';
import { Random } from '../testing/random';
import { randomSpans } from '../testing/randomSpans';
import { encodeTraces } from './encode';

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
	return withStatus(decodeProtobuf('traces', encodeTraces(spans, 'http/protobuf')));
}

function oursAsJson(spans: ReadableSpan[]): Request {
	return withStatus(decodeJson('traces', new TextDecoder().decode(encodeTraces(spans, 'http/json'))));
}

describe(`${SEEDS.length * SPANS} random spans say what the official exporter says of them`, () => {
	test.each(SEEDS)('seed %d', (seed) => {
		const spans = randomSpans(new Random(seed), SPANS);
		const expected = official(spans);
		expect(ours(spans)).toEqual(expected);
		expect(oursAsJson(spans)).toEqual(expected);
	});
});
