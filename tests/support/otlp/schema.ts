import { join } from 'node:path';
import protobuf from 'protobufjs';

export type Signal = 'traces' | 'metrics' | 'logs';

const CONVERSION = { longs: String, enums: Number, bytes: String, defaults: true } as const;

/** OTLP's own schema, as its repository publishes it; see tests/support/proto. */
const schema = new protobuf.Root();
schema.resolvePath = (_origin, target) => join(import.meta.dir, '../proto', target);

const REQUESTS = {
	traces: request('trace', 'ExportTraceServiceRequest'),
	metrics: request('metrics', 'ExportMetricsServiceRequest'),
	logs: request('logs', 'ExportLogsServiceRequest'),
} as const satisfies Record<Signal, protobuf.Type>;

function request(name: string, type: string): protobuf.Type {
	schema.loadSync(`opentelemetry/proto/collector/${name}/v1/${name}_service.proto`);
	return schema.lookupType(`opentelemetry.proto.collector.${name}.v1.${type}`);
}

/** The answer to an export: what a collector sends back. */
export function encodeResponse(signal: Signal, response: object): Uint8Array {
	const type = schema.lookupType(REQUESTS[signal].fullName.replace('Request', 'Response'));
	return type.encode(type.fromObject(response)).finish();
}

/**
 * A request as a plain object with every field of the schema: 64-bit integers as decimal strings, bytes (ids too)
 * as base64, enums as numbers. What a oneof does not hold is not there.
 * @throws on bytes that are no such request, also on fields that the schema does not know.
 */
export function decodeProtobuf(signal: Signal, bytes: Uint8Array): unknown {
	const type = REQUESTS[signal];
	const reader = protobuf.Reader.create(bytes);
	reader.discardUnknown = false;
	const message = type.decode(reader);
	if (hasUnknown(message)) throw new Error(`The schema of ${signal} does not know every field`);
	return type.toObject(message, CONVERSION);
}

/** Whether protobufjs has put aside fields anywhere inside of a message. */
function hasUnknown(message: object): boolean {
	if (message instanceof Uint8Array) return false;
	if ('$unknowns' in message) return true;
	return Object.values(message).some(
		(value: unknown) => typeof value === 'object' && value !== null && hasUnknown(value),
	);
}

/**
 * The same of OTLP/JSON: https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding
 * @throws on what is no such request, also on keys that the schema does not know.
 */
export function decodeJson(signal: Signal, text: string): unknown {
	const type = REQUESTS[signal];
	return type.toObject(type.fromObject(plain(type, JSON.parse(text))), CONVERSION);
}

/** Protobuf's JSON mapping out of OTLP's: ids are hexadecimal there. */
function plain(type: protobuf.Type, json: unknown): Record<string, unknown> {
	if (typeof json !== 'object' || json === null) throw new Error(`${type.name} is no object`);
	return Object.fromEntries(
		Object.entries(json).map(([key, value]) => [key, fieldOf(fieldNamed(type, key), value as unknown)]),
	);
}

function fieldNamed(type: protobuf.Type, key: string): protobuf.Field {
	const field = type.fields[key];
	if (field === undefined) throw new Error(`${type.name} has no ${key}`);
	return field.resolve();
}

function fieldOf(field: protobuf.Field, value: unknown): unknown {
	if (!field.repeated) return valueOf(field, value);
	if (!Array.isArray(value)) throw new Error(`${field.name} is no array`);
	return value.map((item) => valueOf(field, item));
}

function valueOf(field: protobuf.Field, value: unknown): unknown {
	if (field.resolvedType instanceof protobuf.Type) return plain(field.resolvedType, value);
	if (field.resolvedType instanceof protobuf.Enum) return expect(field, value, Number.isInteger(value));
	if (/^(traceId|spanId|parentSpanId)$/.test(field.name)) return base64OfHex(field, value);
	if (/64$/.test(field.type)) return expect(field, value, /^-?\d+$/.test(String(value)));
	if (field.type === 'double')
		return expect(field, value, /^("(NaN|-?Infinity)"|-?\d.*)$/.test(JSON.stringify(value)));
	if (field.type === 'bool') return expect(field, value, typeof value === 'boolean');
	if (/32$/.test(field.type)) return expect(field, value, Number.isInteger(value));
	return expect(field, value, typeof value === 'string');
}

function base64OfHex(field: protobuf.Field, value: unknown): unknown {
	expect(field, value, typeof value === 'string' && /^([0-9a-f]{16}|[0-9a-f]{32})?$/.test(value));
	return Buffer.from(String(value), 'hex').toString('base64');
}

function expect(field: protobuf.Field, value: unknown, fits: boolean): unknown {
	if (!fits) throw new Error(`${field.fullName} is no ${field.type}: ${JSON.stringify(value)}`);
	return value;
}
