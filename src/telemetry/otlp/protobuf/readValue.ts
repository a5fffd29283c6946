import type { Attributes, AnyValue } from '@opentelemetry/api';
import { forEachField, type ProtobufReader } from './reader';
import { ARRAY, BOOL, BYTES, DOUBLE, INT, ITEM, KEY, MAP, STRING, VALUE } from './valueFields';

/**
 * Reads one KeyValue into attributes.
 * @throws RangeError where the bytes are none
 */
export function readKeyValue(bytes: Uint8Array, into: Attributes): void {
	let key = '';
	let value: AnyValue = null;
	forEachField(bytes, (reader, field) => {
		if (field === KEY) key = reader.text();
		else if (field === VALUE) value = readValue(reader.message());
		else reader.skip(field);
	});
	if (key !== '__proto__') into[key] = value;
	else Object.defineProperty(into, key, { value, enumerable: true, configurable: true, writable: true });
}

/** An AnyValue; the empty one is `null`. */
function readValue(bytes: Uint8Array): AnyValue {
	let value: AnyValue = null;
	forEachField(bytes, (reader, field) => (value = valueOf(reader, field)));
	return value;
}

function valueOf(reader: ProtobufReader, field: number): AnyValue {
	switch (field) {
		case STRING:
			return reader.text();
		case INT:
			return reader.int64();
		case DOUBLE:
			return reader.double();
		case BOOL:
			return reader.varint() !== 0;
		case BYTES:
			return reader.message().slice();
		case ARRAY:
			return readItems(reader.message()).map(readValue);
		case MAP:
			return readMap(reader.message());
		default:
			reader.skip(field);
			return null;
	}
}

function readMap(bytes: Uint8Array): Attributes {
	const map: Attributes = {};
	for (const item of readItems(bytes)) readKeyValue(item, map);
	return map;
}

/** `values` of an ArrayValue or a KeyValueList. */
function readItems(bytes: Uint8Array): Uint8Array[] {
	const items: Uint8Array[] = [];
	forEachField(bytes, (reader, field) => {
		const content = reader.skip(field);
		if (field === ITEM) items.push(content);
	});
	return items;
}
