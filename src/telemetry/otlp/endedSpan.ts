import type { Resource } from '@opentelemetry/resources';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import type { Scope } from './grouping';
import { decodeSpan } from './protobuf/readSpan';
import { writeSpan } from './protobuf/span';
import { ProtobufWriter } from './protobuf/writer';
import { SpanMemory } from './spanMemory';

/**
 * A span that has ended, encoded once: whoever holds it holds one run of bytes in place of a graph of objects. A
 * request is joined from such runs, and whoever wants to look decodes.
 *
 * Its memory is used again when nobody holds it any more: so who keeps it for longer than a call says so with `hold`,
 * and, once, with `release`. Who forgets to release only leaves it to the garbage collector.
 */
export class EndedSpan {
	/** For the live store: the span of its trace that ended before it. A field is less than a list to remember it in. */
	before: EndedSpan | undefined;
	/** For who keeps what matters: the same, of those that wait for the decision. */
	waiting: EndedSpan | undefined;
	private holders = 0;

	constructor(
		public instrumentationScope: Scope,
		public resource: Resource,
		/** It begins with `length` bytes of a span. */
		readonly memory: Uint8Array<ArrayBuffer>,
		public length: number,
	) {}

	/** As it stands in a request, with its tag: opentelemetry.proto.trace.v1.ScopeSpans.spans. */
	get bytes(): Uint8Array<ArrayBuffer> {
		return this.memory.subarray(0, this.length);
	}

	hold(): this {
		this.holders += 1;
		return this;
	}

	release(): void {
		this.holders -= 1;
		if (this.holders === 0) memory.give(this);
	}
}

/** Bytes of a buffer that is kept for the next span: a rare big one must not hold its memory for ever. */
const MOST_KEPT = 1024 * 1024;

const memory = new SpanMemory<EndedSpan>();
let idle: ProtobufWriter | undefined;

/**
 * Encodes a span of anybody's, the SDK's too. It is held by nobody yet.
 * @throws what a property of the span throws that cannot be read
 */
export function encodeEnded(span: ReadableSpan): EndedSpan {
	const { instrumentationScope, resource } = span;
	const writer = idle ?? new ProtobufWriter();
	idle = undefined; // whatever is encoded meanwhile, out of a getter say, must not write into the same buffer
	writeSpan(writer, span);
	const ended = keep(writer, instrumentationScope, resource);
	if (writer.capacity <= MOST_KEPT) idle = writer;
	return ended;
}

function keep(writer: ProtobufWriter, scope: Scope, resource: Resource): EndedSpan {
	const { length } = writer;
	const used = memory.take(length);
	if (used === undefined)
		return new EndedSpan(scope, resource, writer.finish(memory.sizeFor(length)), length);
	writer.finishInto(used.memory);
	used.instrumentationScope = scope;
	used.resource = resource;
	used.length = length;
	return used;
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
