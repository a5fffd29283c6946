/**
 * Reads protobuf's wire format, as much of it as the answer to an export may hold.
 * https://protobuf.dev/programming-guides/encoding/
 */
export class ProtobufReader {
	private at = 0;

	constructor(private readonly bytes: Uint8Array) {}

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

	/** Steps over a field that is not known. @throws RangeError on a wire type that is not known either. */
	skip(tag: number): void {
		switch (tag & 7) {
			case 0:
				this.varint();
				return;
			case 1:
				this.take(8);
				return;
			case 2:
				this.message();
				return;
			case 5:
				this.take(4);
				return;
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
