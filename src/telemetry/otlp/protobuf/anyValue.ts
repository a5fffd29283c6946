import type { Attributes } from '@opentelemetry/api';
import { isInt64, pathInto, TOO_DEEP, UNREADABLE, type Path } from '../value';
import { knownKeys } from './keys';
import { ARRAY, BOOL, BYTES, DOUBLE, INT, ITEM, KEY, MAP, STRING, VALUE } from './valueFields';
import type { ProtobufWriter } from './writer';

/** Writes each attribute as a KeyValue under `field`. */
export function writeAttributes(writer: ProtobufWriter, field: number, attributes: Attributes): void {
	for (const key in attributes) {
		if (Object.hasOwn(attributes, key)) writeKeyValue(writer, field, key, attributes[key], null);
	}
}

/** Writes a value of any type as an AnyValue under `field`; what has no such type is the empty one. */
export function writeAnyValue(
	writer: ProtobufWriter,
	field: number,
	value: unknown,
	outer: Path | null = null,
): void {
	const start = writer.begin(field);
	writeValue(writer, value, outer);
	writer.end(start);
}

function writeKeyValue(
	writer: ProtobufWriter,
	field: number,
	key: string,
	value: unknown,
	outer: Path | null,
): void {
	const known = knownKeys.get(key);
	if (known === undefined) return writeUnknownKey(writer, field, key, value, outer);
	const whole = typeof value === 'string' ? known.texts.get(value) : undefined;
	if (whole !== undefined) return writer.piece(field, whole);
	const start = writer.begin(field);
	writer.bare(known.head);
	const inner = writer.beginUntagged();
	writeValue(writer, value, outer);
	writer.end(inner);
	writer.end(start);
}

function writeUnknownKey(
	writer: ProtobufWriter,
	field: number,
	key: string,
	value: unknown,
	outer: Path | null,
): void {
	const start = writer.begin(field);
	writer.string(KEY, key);
	writeAnyValue(writer, VALUE, value, outer);
	writer.end(start);
}

/** In the order of how often they come; a `switch` over `typeof` compares strings, which this does not. */
function writeValue(writer: ProtobufWriter, value: unknown, outer: Path | null): void {
	if (typeof value === 'string') writer.string(STRING, value);
	else if (typeof value === 'number') writeNumber(writer, value);
	else if (typeof value === 'boolean') writeBoolean(writer, value);
	else if (typeof value === 'bigint') writeBigInt(writer, value);
	else if (typeof value === 'object' && value !== null) writeObject(writer, value, outer);
}

function writeBoolean(writer: ProtobufWriter, value: boolean): void {
	writer.varint(BOOL);
	writer.varint(value ? 1 : 0);
}

function writeNumber(writer: ProtobufWriter, value: number): void {
	if (isInt64(value)) {
		writer.varint(INT);
		writer.int64(value);
	} else {
		writer.varint(DOUBLE);
		writer.double(value);
	}
}

function writeBigInt(writer: ProtobufWriter, value: bigint): void {
	if (!isInt64(value)) return writer.string(STRING, String(value));
	writer.varint(INT);
	writer.bigInt64(value);
}

function writeObject(writer: ProtobufWriter, value: object, outer: Path | null): void {
	if (value instanceof Uint8Array) return writer.bytes(BYTES, value);
	const path = pathInto(value, outer);
	if (path === null) return writer.string(STRING, TOO_DEEP);
	const before = writer.length;
	try {
		writeItems(writer, value, path);
	} catch {
		writer.cut(before);
		writer.string(STRING, UNREADABLE);
	}
}

function writeItems(writer: ProtobufWriter, value: object, path: Path): void {
	const start = writer.begin(Array.isArray(value) ? ARRAY : MAP);
	if (Array.isArray(value)) {
		for (const item of value) writeAnyValue(writer, ITEM, item, path);
	} else {
		for (const [key, item] of Object.entries(value)) writeKeyValue(writer, ITEM, key, item, path);
	}
	writer.end(start);
}
