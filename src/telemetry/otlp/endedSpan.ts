import type { Resource } from '@opentelemetry/resources';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import type { Scope } from './grouping';
import { decodeSpan } from './protobuf/readSpan';
import { writeSpan } from './protobuf/span';
import { ProtobufWriter } from './protobuf/writer';

/**
 * A span that has ended, encoded once: whoever holds it holds one run of bytes in place of a graph of objects. A
 * request is joined from such runs, and whoever wants to look decodes.
 */
export interface EndedSpan {
	readonly instrumentationScope: Scope;
	readonly resource: Resource;
	/** As it stands in a request, with its tag: opentelemetry.proto.trace.v1.ScopeSpans.spans. */
	readonly bytes: Uint8Array<ArrayBuffer>;
	/** For the live store: the span of its trace that ended before it. A field is less than a list to remember it in. */
	before: EndedSpan | undefined;
}

/** Bytes of a buffer that is kept for the next span: a rare big one must not hold its memory for ever. */
const MOST_KEPT = 1024 * 1024;

let idle: ProtobufWriter | undefined;

/**
 * Encodes a span of anybody's, the SDK's too. Its bytes are a small array of their own: cut from a bigger one they
 * would keep all of it, and JavaScriptCore is slower at that (measured: 60 against 150 to 390 ns).
 * @throws what a property of the span throws that cannot be read
 */
export function encodeEnded(span: ReadableSpan): EndedSpan {
	const { instrumentationScope, resource } = span;
	return { instrumentationScope, resource, bytes: bytesOf(span), before: undefined };
}

function bytesOf(span: ReadableSpan): Uint8Array<ArrayBuffer> {
	const writer = idle ?? new ProtobufWriter();
	idle = undefined; // whatever is encoded meanwhile, out of a getter say, must not write into the same buffer
	writeSpan(writer, span);
	const bytes = writer.finish();
	if (writer.capacity <= MOST_KEPT) idle = writer;
	return bytes;
}

/**
 * All that was encoded. Of its parent context the flags are the span's own, for OTLP does not tell them; text that
 * was no well-formed Unicode has U+FFFD in its place.
 */
export function readEnded({ instrumentationScope, resource, bytes }: EndedSpan): ReadableSpan {
	return { ...decodeSpan(bytes), resource, instrumentationScope, ended: true };
}

/** Stands in for a name that cannot be read. */
const UNREADABLE_NAME = '[unreadable]';

/**
 * What can be told of a span that cannot be encoded whole: where it belongs, and as much of the rest as can be read.
 * @returns `undefined` where not even that can
 */
export function encodeRemains(span: ReadableSpan): EndedSpan | undefined {
	try {
		const { kind, parentSpanContext, startTime, endTime, status, resource, instrumentationScope } = span;
		const place = { kind, parentSpanContext, startTime, endTime, status, resource, instrumentationScope };
		const context = span.spanContext();
		const name = tried(() => span.name) ?? UNREADABLE_NAME;
		return encodeEnded({ ...NOTHING, ...place, name, spanContext: () => context });
	} catch {
		return undefined; // it has been told of already, as a span that was lost
	}
}

const NOTHING = {
	attributes: {},
	events: [],
	links: [],
	droppedAttributesCount: 0,
	droppedEventsCount: 0,
	droppedLinksCount: 0,
	duration: [0, 0],
	ended: true,
} satisfies Partial<ReadableSpan>;

function tried<T>(read: () => T): T | undefined {
	try {
		return read();
	} catch {
		return undefined;
	}
}
