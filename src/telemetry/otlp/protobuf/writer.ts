import type { HrTime } from '@opentelemetry/api';
import { isTime } from '../value';

/** Bun's `Buffer` as `Uint8Array`, with the one native method that costs the same for any short text. */
interface TextBuffer extends Buffer {
	/** Writes UTF-8, U+FFFD for a lone surrogate as `TextEncoder` does, and returns the number of bytes. */
	utf8Write(text: string, offset: number): number;
}

const FIRST_SIZE = 64 * 1024;
/** A call into native code costs as much as this many turns of a loop (measured). */
const SHORT_TEXT = 16;
const TWO_TO_32 = 4_294_967_296;

/** The value of each character code that is a hexadecimal digit, 0 for every other. */
const NIBBLES = Uint8Array.from({ length: 256 }, (_, code) => parseInt(String.fromCharCode(code), 16) || 0);

/**
 * Writes protobuf's wire format into one buffer that grows. A nested message is begun, written and ended: its
 * length is put in front of it afterwards, so nothing is measured twice.
 * A tag is `field number << 3 | wire type`: https://protobuf.dev/programming-guides/encoding/
 */
export class ProtobufWriter {
	private buffer = allocate(FIRST_SIZE);
	private view = viewOf(this.buffer);
	private size = FIRST_SIZE;
	private at = 0;

	/** How many bytes have been written. */
	get length(): number {
		return this.at;
	}

	/** How many bytes the buffer holds before it grows. */
	get capacity(): number {
		return this.size;
	}

	/** Forgets what was written from `length` on. */
	cut(length: number): void {
		this.at = length;
	}

	/** A copy of what was written; the buffer itself is kept for the next message. */
	finish(): Uint8Array<ArrayBuffer> {
		const bytes = new Uint8Array(this.at);
		bytes.set(this.buffer.subarray(0, this.at));
		this.at = 0;
		return bytes;
	}

	/** @returns what `end` wants to know. */
	begin(tag: number): number {
		this.varint(tag);
		return ++this.at;
	}

	/** Most messages are shorter than 128 bytes, so one byte was left free; a longer one is moved up. */
	end(start: number): void {
		const length = this.at - start;
		if (length < 128) this.buffer[start - 1] = length;
		else this.endLong(start, length);
	}

	/** An unsigned number of at most 32 bits. */
	varint(value: number): void {
		this.reserve(6); // one more than it may take, for the length that `begin` leaves free
		if (value >= 0 && value < 128) this.buffer[this.at++] = value;
		else this.longVarint(value >>> 0);
	}

	/** A whole number of 64 bits; a negative one in two's complement. */
	int64(value: number): void {
		const high = Math.floor(value / TWO_TO_32);
		if (high === 0) this.varint(value);
		else this.varint64((value - high * TWO_TO_32) >>> 0, high >>> 0);
	}

	/** As `int64`, of which it keeps the lowest 64 bits. */
	bigInt64(value: bigint): void {
		this.varint64(Number(BigInt.asUintN(32, value)), Number(BigInt.asUintN(32, value >> 32n)));
	}

	/** A small number that may be negative (`sint32`). */
	zigzag(value: number): void {
		this.varint(((value << 1) ^ (value >> 31)) >>> 0);
	}

	fixed32(value: number): void {
		this.reserve(4);
		this.view.setUint32(this.at, value, true);
		this.at += 4;
	}

	/** A whole number as `fixed64` or `sfixed64`. */
	fixed64(value: number): void {
		const high = Math.floor(value / TWO_TO_32);
		this.halves(value - high * TWO_TO_32, high);
	}

	double(value: number): void {
		this.reserve(8);
		this.view.setFloat64(this.at, value, true);
		this.at += 8;
	}

	/**
	 * Nanoseconds since 1970 as `fixed64`, exact: seconds are taken in two parts, for as a whole they would pass
	 * 2^53 nanoseconds.
	 */
	time(time: HrTime): void {
		if (!isTime(time)) return this.halves(0, 0);
		const blocks = Math.floor(time[0] / 65_536);
		const upper = blocks * 1e9;
		const lower = (time[0] - blocks * 65_536) * 1e9 + Math.floor(time[1]) + (upper & 0xffff) * 65_536;
		this.halves(lower, Math.floor(upper / 65_536) + Math.floor(lower / TWO_TO_32));
	}

	string(tag: number, text: string): void {
		this.varint(tag);
		if (text.length > SHORT_TEXT || !this.shortAscii(text)) this.utf8(text);
	}

	bytes(tag: number, bytes: Uint8Array): void {
		this.varint(tag);
		this.varint(bytes.length);
		this.reserve(bytes.length);
		this.buffer.set(bytes, this.at);
		this.at += bytes.length;
	}

	/** The bytes that hexadecimal digits stand for: a trace or span id. */
	hex(tag: number, digits: string): void {
		const count = digits.length >>> 1;
		this.varint(tag);
		this.varint(count);
		this.reserve(count);
		for (let i = 0; i < count; i++) {
			const high = NIBBLES[digits.charCodeAt(2 * i) & 255] ?? 0;
			this.buffer[this.at++] = (high << 4) | (NIBBLES[digits.charCodeAt(2 * i + 1) & 255] ?? 0);
		}
	}

	/** @returns false, and nothing is written, where a character is not ASCII. */
	private shortAscii(text: string): boolean {
		this.reserve(text.length + 1);
		const start = this.at;
		this.buffer[this.at++] = text.length;
		for (let i = 0; i < text.length; i++) {
			const code = text.charCodeAt(i);
			if (code > 127) {
				this.at = start;
				return false;
			}
			this.buffer[this.at++] = code;
		}
		return true;
	}

	/** Room is left for the length that ASCII would have; where other characters make it longer, it is moved. */
	private utf8(text: string): void {
		const guess = varintSize(text.length);
		this.reserve(text.length * 3 + 5);
		const start = this.at + guess;
		const length = this.buffer.utf8Write(text, start);
		const actual = varintSize(length);
		if (actual !== guess) this.buffer.copyWithin(this.at + actual, start, start + length);
		this.varint(length);
		this.at += length;
	}

	private longVarint(rest: number): void {
		while (rest > 127) {
			this.buffer[this.at++] = (rest & 127) | 128;
			rest >>>= 7;
		}
		this.buffer[this.at++] = rest;
	}

	private endLong(start: number, length: number): void {
		const more = varintSize(length) - 1;
		this.reserve(more);
		this.buffer.copyWithin(start + more, start, this.at);
		this.at = start - 1;
		this.longVarint(length);
		this.at += length;
	}

	private varint64(low: number, high: number): void {
		this.reserve(10);
		while (high > 0 || low > 127) {
			this.buffer[this.at++] = (low & 127) | 128;
			low = ((low >>> 7) | (high << 25)) >>> 0;
			high >>>= 7;
		}
		this.buffer[this.at++] = low;
	}

	private halves(low: number, high: number): void {
		this.reserve(8);
		this.view.setUint32(this.at, low, true);
		this.view.setUint32(this.at + 4, high, true);
		this.at += 8;
	}

	private reserve(count: number): void {
		if (this.at + count > this.size) this.grow(count);
	}

	private grow(count: number): void {
		const grown = allocate(Math.max(this.buffer.length * 2, this.at + count));
		grown.set(this.buffer.subarray(0, this.at));
		this.buffer = grown;
		this.view = viewOf(grown);
		this.size = grown.length;
	}
}

function allocate(size: number): TextBuffer {
	return Buffer.allocUnsafeSlow(size) as TextBuffer;
}

function viewOf(buffer: Buffer): DataView {
	return new DataView(buffer.buffer, buffer.byteOffset, buffer.length);
}

function varintSize(value: number): number {
	if (value < 128) return 1;
	if (value < 16_384) return 2;
	if (value < 2_097_152) return 3;
	return value < 268_435_456 ? 4 : 5;
}
