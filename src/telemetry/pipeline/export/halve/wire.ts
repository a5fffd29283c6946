import { ProtobufReader } from '../../../otlp/protobuf/reader';

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
	const reader = new ProtobufReader(message);
	for (let start = 0; ; start = reader.position) {
		const tag = reader.tag();
		if (tag === undefined) return;
		const content = reader.skip(tag);
		yield { number: tag >>> 3, whole: message.subarray(start, reader.position), content };
	}
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
