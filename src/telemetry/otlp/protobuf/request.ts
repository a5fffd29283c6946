import type { Resource } from '@opentelemetry/resources';
import type { Groups, Scope } from '../grouping';
import { writeAttributes } from './anyValue';
import { writeCount } from './item';
import { tag } from './tags';
import type { ProtobufWriter } from './writer';
import { WriterPool } from './writerPool';

/*
 * All three requests are of one shape: resources (field 1 of the request), each with its scopes (field 2), each
 * with its items (field 2): opentelemetry/proto/collector/{trace,logs,metrics}/v1.
 */
const RESOURCE_ITEMS = tag(1, 'bytes');
const RESOURCE = tag(1, 'bytes');
const SCOPE_ITEMS = tag(2, 'bytes');
const SCOPE = tag(1, 'bytes');
const SCHEMA_URL = tag(3, 'bytes');
const RESOURCE_ATTRIBUTE = tag(1, 'bytes');
const SCOPE_NAME = tag(1, 'bytes');
const SCOPE_VERSION = tag(2, 'bytes');
const SCOPE_ATTRIBUTE = tag(3, 'bytes');
const SCOPE_DROPPED_ATTRIBUTES = tag(4, 'varint');

type WriteItem<T> = (writer: ProtobufWriter, item: T) => void;

/** Mostly one request is on its way, and one is being written. */
const pool = new WriterPool({ mostIdle: 2, mostKept: 4 * 1024 * 1024 });
/** Whose memory a request is in. */
const writers = new WeakMap<Uint8Array, ProtobufWriter>();

/**
 * The bytes of a request: an ExportTraceServiceRequest, or its like of another signal. Their memory is used for another
 * request once they are given back; where they are not, they stay as they are.
 */
export function requestBytes<T>(groups: Groups<T>, writeItem: WriteItem<T>): Uint8Array<ArrayBuffer> {
	const writer = pool.take();
	for (const [resource, scopes] of groups) writeResource(writer, resource, scopes, writeItem);
	const bytes = writer.lend();
	writers.set(bytes, writer);
	return bytes;
}

/** Says that nobody reads these bytes any more. What is no request of ours, or was given back, is left alone. */
export function giveBack(bytes: Uint8Array): void {
	const writer = writers.get(bytes);
	if (writer === undefined) return;
	writers.delete(bytes);
	pool.give(writer);
}

function writeResource<T>(
	writer: ProtobufWriter,
	resource: Resource,
	scopes: Iterable<readonly [Scope, readonly T[]]>,
	writeItem: WriteItem<T>,
): void {
	const outer = writer.begin(RESOURCE_ITEMS);
	const start = writer.begin(RESOURCE);
	writeAttributes(writer, RESOURCE_ATTRIBUTE, resource.attributes);
	writer.end(start);
	for (const [scope, items] of scopes) writeScope(writer, scope, items, writeItem);
	if (resource.schemaUrl) writer.string(SCHEMA_URL, resource.schemaUrl);
	writer.end(outer);
}

function writeScope<T>(
	writer: ProtobufWriter,
	scope: Scope,
	items: readonly T[],
	writeItem: WriteItem<T>,
): void {
	const outer = writer.begin(SCOPE_ITEMS);
	const start = writer.begin(SCOPE);
	writer.string(SCOPE_NAME, scope.name);
	if (scope.version) writer.string(SCOPE_VERSION, scope.version);
	if (scope.attributes) writeAttributes(writer, SCOPE_ATTRIBUTE, scope.attributes);
	writeCount(writer, SCOPE_DROPPED_ATTRIBUTES, scope.droppedAttributesCount);
	writer.end(start);
	for (const item of items) writeItem(writer, item);
	if (scope.schemaUrl) writer.string(SCHEMA_URL, scope.schemaUrl);
	writer.end(outer);
}
