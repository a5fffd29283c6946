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
