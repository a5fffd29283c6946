/** One field of a protobuf message, as views of its bytes. */
export interface Field {
	readonly number: number;
	/** With its tag and length. */
	readonly whole: Uint8Array;
	/** Of strings, bytes and nested messages; empty for numbers. */
	readonly content: Uint8Array;
}

/**
 * Walks over the fields of a message: https://protobuf.dev/programming-guides/encoding/
 * @throws RangeError where the bytes are no message
 */
export function* fieldsOf(message: Uint8Array): Generator<Field> {
	const cursor = { at: 0 };
	while (cursor.at < message.length) {
		const start = cursor.at;
		const tag = varint(message, cursor);
		const contentLength = skipTo(message, tag & 7, cursor);
		const end = cursor.at + contentLength;
		if (end > message.length) throw new RangeError('The message ends inside of a field');
		yield {
			number: tag >>> 3,
			whole: message.subarray(start, end),
			content: message.subarray(cursor.at, end),
		};
		cursor.at = end;
	}
}

type Cursor = { at: number };

/** Moves on to the content of a field. @returns its length, 0 for numbers, which are stepped over */
function skipTo(message: Uint8Array, wireType: number, cursor: Cursor): number {
	switch (wireType) {
		case 0:
			varint(message, cursor);
			return 0;
		case 1:
			return 8;
		case 2:
			return varint(message, cursor);
		case 5:
			return 4;
		default:
			throw new RangeError(`Wire type ${wireType} is not one that OTLP has`);
	}
}

function varint(message: Uint8Array, cursor: Cursor): number {
	let value = 0;
	for (let factor = 1; factor < 2 ** 70; factor *= 128) {
		const byte = message[cursor.at++];
		if (byte === undefined) throw new RangeError('The message ends inside of a number');
		value += (byte & 127) * factor;
		if (byte < 128) return value;
	}
	throw new RangeError('A number is longer than ten bytes');
}

/** A nested message as a field of another. */
export function lengthDelimited(number: number, content: Uint8Array): Uint8Array {
	return joined([
		Uint8Array.from([...varintBytes((number << 3) | 2), ...varintBytes(content.length)]),
		content,
	]);
}

function* varintBytes(value: number): Generator<number> {
	let rest = value;
	for (; rest > 127; rest >>>= 7) yield (rest & 127) | 128;
	yield rest;
}

export function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
	const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
	let at = 0;
	for (const part of parts) {
		whole.set(part, at);
		at += part.length;
	}
	return whole;
}
