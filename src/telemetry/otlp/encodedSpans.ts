import type { Resource } from '@opentelemetry/resources';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import type { OtlpProtocol } from '../config';
import { EndedSpan } from './endedSpan';
import type { Groups, Scope } from './grouping';
import { requestJson } from './json/request';
import { spanJson } from './json/span';
import { decodeSpans } from './protobuf/readSpan';
import { requestBytes } from './protobuf/request';
import { writeSpan } from './protobuf/span';
import { ProtobufWriter } from './protobuf/writer';

const JSON_NAMES = { resources: 'resourceSpans', scopes: 'scopeSpans', items: 'spans' } as const;

/** Spans of one scope. */
interface ScopeSpans {
	readonly resource: Resource;
	readonly instrumentationScope: Scope;
	readonly writer: ProtobufWriter;
}

/** Bytes that a writer begins with: a few spans. */
const FIRST_SIZE = 4_096;
/** Writers that wait to be used again: of a request or two. */
const MOST_IDLE = 16;
/** Bytes of a writer's memory: a rare big batch must not keep its memory for ever. */
const MOST_KEPT = 1024 * 1024;

const idle: ProtobufWriter[] = [];

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
		if (protocol === 'http/json') {
			return requestJson(JSON_NAMES, this.groups(decodeSpans), spanJson);
		}
		return requestBytes(
			this.groups((bytes) => [bytes]),
			(writer, bytes) => writer.raw(bytes),
		);
	}

	/** It is not needed any more: its memory is used again. */
	release(): void {
		for (const { writer } of this.scopes) {
			writer.cut(0);
			if (idle.length < MOST_IDLE && writer.capacity <= MOST_KEPT) idle.push(writer);
		}
		this.scopes.length = 0;
	}

	/** There is hardly more than a handful of them: looking through costs less than a map. */
	private scopeOf({ resource, instrumentationScope }: ReadableSpan | EndedSpan): ScopeSpans {
		for (const one of this.scopes) {
			if (one.instrumentationScope === instrumentationScope && one.resource === resource) return one;
		}
		const made = { resource, instrumentationScope, writer: idle.pop() ?? new ProtobufWriter(FIRST_SIZE) };
		this.scopes.push(made);
		return made;
	}

	private groups<T>(items: (bytes: Uint8Array<ArrayBuffer>) => readonly T[]): Groups<T> {
		const resources = Map.groupBy(this.scopes, ({ resource }) => resource);
		return [...resources].map(
			([resource, scopes]) =>
				[
					resource,
					scopes.map(
						({ instrumentationScope, writer }) => [instrumentationScope, items(writer.written())] as const,
					),
				] as const,
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
