import type { HrTime } from '@opentelemetry/api';

const NANOS_PER_SECOND = 1_000_000_000n;
const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

/**
 * Reads protobuf's wire format, as much of it as OTLP needs.
 * https://protobuf.dev/programming-guides/encoding/
 */
export class ProtobufReader {
	private at = 0;

	constructor(private readonly bytes: Uint8Array) {}

	/** How many bytes have been read. */
	get position(): number {
		return this.at;
	}

	/** @returns the next tag, `field number << 3 | wire type`, or `undefined` at the end. */
	tag(): number | undefined {
		return this.at < this.bytes.length ? this.varint() : undefined;
	}

	/** A number of up to 64 bits; above 2^53 it is not exact. @throws RangeError where it has no end. */
	varint(): number {
		let value = 0;
		for (let factor = 1; factor < 2 ** 70; factor *= 128) {
			const byte = this.bytes[this.at++];
			if (byte === undefined) throw new RangeError('The message ends inside of a number');
			value += (byte & 127) * factor;
			if (byte < 128) return value;
		}
		throw new RangeError('A number is longer than ten bytes');
	}

	/** A signed number of 64 bits, as a `bigint` only where a `number` would not be exact. @throws as `varint` */
	int64(): number | bigint {
		const start = this.at;
		const value = this.varint();
		if (value <= Number.MAX_SAFE_INTEGER) return value;
		const bytes = this.bytes.subarray(start, this.at);
		const bits = bytes.reduceRight((rest, byte) => (rest << 7n) | BigInt(byte & 127), 0n);
		const exact = BigInt.asIntN(64, bits);
		return BigInt(Number(exact)) === exact ? Number(exact) : exact;
	}

	/** @throws as `message` */
	fixed32(): number {
		return viewOf(this.take(4)).getUint32(0, true);
	}

	/** @throws as `message` */
	double(): number {
		return viewOf(this.take(8)).getFloat64(0, true);
	}

	/** Nanoseconds since 1970, exact. @throws as `message` */
	time(): HrTime {
		const nanos = viewOf(this.take(8)).getBigUint64(0, true);
		return [Number(nanos / NANOS_PER_SECOND), Number(nanos % NANOS_PER_SECOND)];
	}

	/** @throws as `message` */
	text(): string {
		return utf8.decode(this.message());
	}

	/** The bytes of a string or a nested message. @throws RangeError where they are not all there. */
	message(): Uint8Array {
		const length = this.varint();
		return this.take(length);
	}

	/**
	 * Steps over a field, whatever it is.
	 * @returns the bytes of a string or a nested message, none of a number
	 * @throws RangeError on a wire type that OTLP does not have
	 */
	skip(tag: number): Uint8Array {
		switch (tag & 7) {
			case 0:
				this.varint();
				return this.take(0);
			case 1:
				return this.take(8).subarray(8);
			case 2:
				return this.message();
			case 5:
				return this.take(4).subarray(4);
			default:
				throw new RangeError(`Wire type ${tag & 7} is not one that OTLP has`);
		}
	}

	private take(count: number): Uint8Array {
		const end = this.at + count;
		if (end > this.bytes.length) throw new RangeError('The message ends inside of a field');
		const taken = this.bytes.subarray(this.at, end);
		this.at = end;
		return taken;
	}
}

function viewOf({ buffer, byteOffset, length }: Uint8Array): DataView {
	return new DataView(buffer, byteOffset, length);
}

/**
 * Walks over the fields of a message.
 * @param read has to take the field, or to step over it
 * @throws RangeError where the bytes are none
 */
export function forEachField(bytes: Uint8Array, read: (reader: ProtobufReader, field: number) => void): void {
	const reader = new ProtobufReader(bytes);
	for (let field = reader.tag(); field !== undefined; field = reader.tag()) read(reader, field);
}
