import type { Resource } from '@opentelemetry/resources';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import type { OtlpProtocol } from '../config';
import { EndedSpan } from './endedSpan';
import { groupByScope, type Scope } from './grouping';
import { requestJson } from './json/request';
import { spanJson } from './json/span';
import { decodeSpans } from './protobuf/readSpan';
import { requestBytes } from './protobuf/request';
import { writeSpan } from './protobuf/span';
import type { ProtobufWriter } from './protobuf/writer';
import { WriterPool } from './protobuf/writerPool';

const JSON_NAMES = { resources: 'resourceSpans', scopes: 'scopeSpans', items: 'spans' } as const;

/** Spans of one scope. */
interface ScopeSpans {
	readonly resource: Resource;
	readonly instrumentationScope: Scope;
	readonly writer: ProtobufWriter;
}

/** Those of a request or two; a new one begins with room for a few spans. */
const pool = new WriterPool({ mostIdle: 16, mostKept: 1024 * 1024, firstSize: 4_096 });

/**
 * Spans that go out together, encoded one by one as they come: for each scope one run of bytes, of which the request
 * is joined at once.
 */
export class EncodedSpans {
	count = 0;
	/** By identity, as the SDK keeps them; there are few. */
	private readonly scopes: ScopeSpans[] = [];

	/** @throws what a property of the span throws that cannot be read; it is not among them then */
	add(span: ReadableSpan | EndedSpan): void {
		const { writer } = this.scopeOf(span);
		if (span instanceof EndedSpan) writer.raw(span.memory, span.length);
		else write(writer, span);
		this.count += 1;
	}

	/** The body of an ExportTraceServiceRequest, without compression. */
	request(protocol: OtlpProtocol): Uint8Array<ArrayBuffer> {
		if (protocol === 'http/json') return requestJson(JSON_NAMES, groupByScope(this.decoded()), spanJson);
		return requestBytes(groupByScope(this.scopes), (request, { writer }) => request.raw(writer.written()));
	}

	/** It is not needed any more: its memory is used again. */
	release(): void {
		for (const { writer } of this.scopes) pool.give(writer);
		this.scopes.length = 0;
	}

	/** There is hardly more than a handful of them: looking through costs less than a map. */
	private scopeOf({ resource, instrumentationScope }: ReadableSpan | EndedSpan): ScopeSpans {
		for (const one of this.scopes) {
			if (one.instrumentationScope === instrumentationScope && one.resource === resource) return one;
		}
		const made = { resource, instrumentationScope, writer: pool.take() };
		this.scopes.push(made);
		return made;
	}

	private decoded(): ReadableSpan[] {
		return this.scopes.flatMap(({ resource, instrumentationScope, writer }) =>
			decodeSpans(writer.written()).map((span) => ({ ...span, resource, instrumentationScope, ended: true })),
		);
	}
}

function write(writer: ProtobufWriter, span: ReadableSpan): void {
	const before = writer.length;
	try {
		writeSpan(writer, span);
	} catch (error) {
		writer.cut(before);
		throw error;
	}
}
