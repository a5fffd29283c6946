import { forEachField, type ProtobufReader } from '../../../src/telemetry/otlp/protobuf/reader';

/** How the value of a field is read; a shape is a message in a message, a list of one repeats. */
type Kind = 'text' | 'hex' | 'number' | 'boolean' | 'integer' | 'double' | 'time' | Shape;
interface Field {
	readonly name: string;
	readonly kind: Kind;
	readonly many?: true;
}
/** The fields that matter here, by number; all others are stepped over. */
type Shape = Record<number, Field>;

/* https://github.com/open-telemetry/opentelemetry-proto, as its JSON names the fields. */
const VALUE: Shape = {
	1: { name: 'stringValue', kind: 'text' },
	2: { name: 'boolValue', kind: 'boolean' },
	3: { name: 'intValue', kind: 'integer' },
	4: { name: 'doubleValue', kind: 'double' },
};
const ATTRIBUTE: Shape = { 1: { name: 'key', kind: 'text' }, 2: { name: 'value', kind: VALUE } };

const ATTRIBUTES: Field = { name: 'attributes', kind: ATTRIBUTE, many: true };
const STATUS: Shape = { 2: { name: 'message', kind: 'text' }, 3: { name: 'code', kind: 'number' } };
const SPAN: Shape = {
	1: { name: 'traceId', kind: 'hex' },
	2: { name: 'spanId', kind: 'hex' },
	4: { name: 'parentSpanId', kind: 'hex' },
	5: { name: 'name', kind: 'text' },
	6: { name: 'kind', kind: 'number' },
	7: { name: 'startTimeUnixNano', kind: 'time' },
	8: { name: 'endTimeUnixNano', kind: 'time' },
	9: ATTRIBUTES,
	15: { name: 'status', kind: STATUS },
};
const LOG: Shape = {
	5: { name: 'body', kind: VALUE },
	9: { name: 'traceId', kind: 'hex' },
};
const points = (name: string, attributesField: number): Field => ({
	name,
	kind: { 1: { name: 'dataPoints', kind: { [attributesField]: ATTRIBUTES }, many: true } },
});
const METRIC: Shape = {
	1: { name: 'name', kind: 'text' },
	5: points('gauge', 7),
	7: points('sum', 7),
	9: points('histogram', 9),
	10: points('exponentialHistogram', 1),
};

const REQUESTS = {
	traces: request('resourceSpans', 'scopeSpans', 'spans', SPAN),
	metrics: request('resourceMetrics', 'scopeMetrics', 'metrics', METRIC),
	logs: request('resourceLogs', 'scopeLogs', 'logRecords', LOG),
} as const;

function request(ofResource: string, ofScope: string, name: string, item: Shape): Shape {
	const scope: Field = { name: 'scope', kind: { 1: { name: 'name', kind: 'text' } } };
	const inScope: Shape = { 1: scope, 2: { name, kind: item, many: true } };
	const resource: Field = { name: 'resource', kind: { 1: ATTRIBUTES } };
	return {
		1: {
			name: ofResource,
			kind: { 1: resource, 2: { name: ofScope, kind: inScope, many: true } },
			many: true,
		},
	};
}

/**
 * An OTLP request in protobuf as OTLP/JSON has it, with ids in hexadecimal.
 * @throws RangeError where the bytes are none
 */
export function decodeProtobuf(signal: keyof typeof REQUESTS, bytes: Uint8Array): Record<string, unknown> {
	return decode(bytes, REQUESTS[signal]);
}

function decode(bytes: Uint8Array, shape: Shape): Record<string, unknown> {
	const message: Record<string, unknown> = {};
	const lists = new Map<string, unknown[]>();
	forEachField(bytes, (reader, tag) => {
		const field = shape[tag >>> 3];
		if (field === undefined) return void reader.skip(tag);
		const value = read(reader, field.kind);
		if (field.many !== true) return void (message[field.name] = value);
		const list = lists.get(field.name) ?? [];
		lists.set(field.name, list);
		list.push(value);
	});
	return Object.assign(message, Object.fromEntries(lists));
}

function read(reader: ProtobufReader, kind: Kind): unknown {
	switch (kind) {
		case 'text':
			return reader.text();
		case 'hex':
			return reader.message().toHex();
		case 'number':
			return reader.varint();
		case 'boolean':
			return reader.varint() !== 0;
		case 'integer':
			return String(reader.int64());
		case 'double':
			return reader.double();
		case 'time':
			return nanoseconds(reader.time());
		default:
			return decode(reader.message(), kind);
	}
}

function nanoseconds([seconds, nanos]: [number, number]): string {
	return String(BigInt(seconds) * 1_000_000_000n + BigInt(nanos));
}
