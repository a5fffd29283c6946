import type { Attributes, HrTime } from '@opentelemetry/api';
import { isInt64, isTime, pathInto, textOf, TOO_DEEP, UNREADABLE, type Path } from '../value';

/*
 * Protobuf's JSON mapping, as OTLP/JSON narrows it: ids in hex, 64-bit integers as decimal strings, enums as
 * numbers. https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding
 */

export function keyValues(attributes: Attributes | undefined, outer: Path | null = null): object[] {
	return Object.entries(attributes ?? {}).map(([key, value]) => ({
		key: text(key),
		value: anyValue(value, outer),
	}));
}

/** A value of any type as an AnyValue; what has no such type is the empty one. */
export function anyValue(value: unknown, outer: Path | null = null): object {
	switch (typeof value) {
		case 'string':
			return { stringValue: text(value) };
		case 'number':
			return isInt64(value) ? { intValue: integer(value) } : { doubleValue: double(value) };
		case 'boolean':
			return { boolValue: value };
		case 'bigint':
			return isInt64(value) ? { intValue: String(value) } : { stringValue: String(value) };
		case 'object':
			return value === null ? {} : objectValue(value, outer);
		default:
			return {};
	}
}

function objectValue(value: object, outer: Path | null): object {
	if (value instanceof Uint8Array) return { bytesValue: value.toBase64() };
	const path = pathInto(value, outer);
	if (path === null) return { stringValue: TOO_DEEP };
	try {
		if (Array.isArray(value)) return { arrayValue: { values: value.map((item) => anyValue(item, path)) } };
		return { kvlistValue: { values: keyValues({ ...value }, path) } };
	} catch {
		return { stringValue: UNREADABLE };
	}
}

/** A lone surrogate would be written as an escape that strict parsers refuse, and with it the whole request. */
export function text(value: string): string {
	return textOf(value).toWellFormed();
}

/** JSON has no number for these three, and protobuf names them. */
export function double(value: number): number | string {
	return Number.isFinite(value) ? value : String(value);
}

/** A whole number of up to 64 bits, in all its digits. */
export function integer(value: number): string {
	return BigInt(value).toString();
}

/** Nanoseconds since 1970. */
export function nanos(time: HrTime): string {
	if (!isTime(time)) return '0';
	const [seconds, rest] = time;
	return (BigInt(Math.floor(seconds)) * 1_000_000_000n + BigInt(Math.floor(rest))).toString();
}
