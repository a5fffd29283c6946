import type { Signal } from '../health/types';
import { ProtobufReader } from './protobuf/reader';
import { tag } from './protobuf/tags';

/** What a collector did not take of a request that it answered with 200. */
export interface PartialSuccess {
	/** Spans, log records or data points. 0 is a warning: all were taken, but something is to be said. */
	rejected: number;
	message: string;
}

/** `partial_success` of the response; the same field of all three signals, as are the two inside of it. */
const PARTIAL_SUCCESS = tag(1, 'bytes');
const REJECTED = tag(1, 'varint');
const ERROR_MESSAGE = tag(2, 'bytes');

const REJECTED_JSON = {
	traces: 'rejectedSpans',
	logs: 'rejectedLogRecords',
	metrics: 'rejectedDataPoints',
} as const satisfies Record<Signal, string>;

/** Of a collector's own words no more is kept. */
const LONGEST_MESSAGE = 1_000;

/**
 * Reads the answer to an export. Whatever it holds, it was a success: an answer that cannot be read is no partial
 * one. https://opentelemetry.io/docs/specs/otlp/#partial-success-1
 * @returns `undefined` where everything was taken without a word
 */
export function decodePartialSuccess(
	signal: Signal,
	contentType: string | null,
	body: Uint8Array,
): PartialSuccess | undefined {
	try {
		const found = /\bjson\b/i.test(contentType ?? '') ? fromJson(signal, body) : fromProtobuf(body);
		return found.rejected === 0 && found.message === '' ? undefined : found;
	} catch {
		return undefined;
	}
}

function fromProtobuf(body: Uint8Array): PartialSuccess {
	const reader = new ProtobufReader(body);
	const found = { rejected: 0, message: '' };
	for (let field = reader.tag(); field !== undefined; field = reader.tag()) {
		if (field === PARTIAL_SUCCESS) readPartialSuccess(new ProtobufReader(reader.message()), found);
		else reader.skip(field);
	}
	return found;
}

function readPartialSuccess(reader: ProtobufReader, found: PartialSuccess): void {
	for (let field = reader.tag(); field !== undefined; field = reader.tag()) {
		if (field === REJECTED) found.rejected = count(reader.varint());
		else if (field === ERROR_MESSAGE) found.message = words(new TextDecoder().decode(reader.message()));
		else reader.skip(field);
	}
}

function fromJson(signal: Signal, body: Uint8Array): PartialSuccess {
	const answer = JSON.parse(new TextDecoder().decode(body)) as {
		partialSuccess?: Record<string, unknown>;
	} | null;
	const { [REJECTED_JSON[signal]]: rejected, errorMessage } = answer?.partialSuccess ?? {};
	return { rejected: count(Number(rejected ?? 0)), message: words(errorMessage) };
}

/** Negative numbers come as 64 bits of two's complement: nobody can have rejected so many. */
function count(value: number): number {
	return Number.isSafeInteger(value) && value > 0 ? value : 0;
}

function words(message: unknown): string {
	return typeof message === 'string' ? message.slice(0, LONGEST_MESSAGE) : '';
}
