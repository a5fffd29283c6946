import type { HrTime } from '@opentelemetry/api';
import { isTime } from '../value';
import { GrowingBuffer } from './growingBuffer';
import { fourBytes } from './hexDigits';

/** Bytes to be written again and again: as words of four, which are stored faster than bytes (measured: by half). */
export interface Piece {
	readonly words: Int32Array;
	/** In bytes; what the last word has beyond them is overwritten by what follows. */
	readonly length: number;
}

/** A call into native code costs as much as this many turns of a loop (measured). */
const SHORT_TEXT = 16;
const TWO_TO_32 = 4_294_967_296;

/**
 * Writes protobuf's wire format into one buffer that grows. A nested message is begun, written and ended: its
 * length is put in front of it afterwards, so nothing is measured twice.
 * A tag is `field number << 3 | wire type`: https://protobuf.dev/programming-guides/encoding/
 */
export class ProtobufWriter extends GrowingBuffer {
	/** In nanoseconds since 1970, as two halves of 64 bits. */
	private second = 0;
	private secondLow = 0;
	private secondHigh = 0;

	/** As `finish`, for what is to be written often. */
	finishPiece(): Piece {
		const length = this.at;
		this.reserve(4);
		const words = Int32Array.from({ length: (length + 3) >>> 2 }, (_, i) => this.view.getInt32(4 * i, true));
		this.at = 0;
		return { words, length };
	}

	/** @returns what `end` wants to know. */
	begin(tag: number): number {
		this.varint(tag);
		return ++this.at;
	}

	/** As `begin`, for `endLong`. */
	beginLong(tag: number): number {
		this.varint(tag);
		this.reserve(2);
		return (this.at += 2);
	}

	/** As `begin`, where the tag stands there already. */
	beginUntagged(): number {
		this.reserve(1);
		return ++this.at;
	}

	/** Most messages are shorter than 128 bytes, so one byte was left free; a longer one is moved up. */
	end(start: number): void {
		const length = this.at - start;
		if (length < 128) this.buffer[start - 1] = length;
		else this.endMoved(start, 1, length);
	}

	/** For what is mostly longer than 127 bytes: two were left free for its length, and what needs others is moved. */
	endLong(start: number): void {
		const length = this.at - start;
		if (length < 128 || length >= 16_384) return this.endMoved(start, 2, length);
		this.buffer[start - 2] = (length & 127) | 128;
		this.buffer[start - 1] = length >>> 7;
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
		if (time[0] !== this.second) this.beginSecond(time[0]);
		const low = this.secondLow + Math.floor(time[1]);
		const carry = low < TWO_TO_32 ? 0 : Math.floor(low / TWO_TO_32);
		this.halves(low, this.secondHigh + carry);
	}

	string(tag: number, text: string): void {
		this.varint(tag);
		if (text.length > SHORT_TEXT || !this.shortAscii(text)) this.utf8(text);
	}

	bytes(tag: number, bytes: Uint8Array): void {
		this.varint(tag);
		this.varint(bytes.length);
		this.raw(bytes);
	}

	/** The bytes that hexadecimal digits stand for: a trace or span id. Other characters stand for any bytes. */
	hex(tag: number, digits: string): void {
		const count = digits.length >>> 1;
		this.varint(tag);
		this.varint(count);
		this.reserve(count + 4);
		let at = this.at;
		for (let i = 0; i < digits.length; i += 8, at += 4) {
			this.view.setInt32(at, fourBytes(digits, i));
		}
		this.at += count;
	}

	/** A span id whose bytes are known, in words of four, the first byte the highest. */
	id8(tag: number, word0: number, word1: number): void {
		this.varint(tag);
		this.varint(8);
		this.words(word0, word1);
	}

	/** As `id8`, for a trace id. */
	id16(tag: number, word0: number, word1: number, word2: number, word3: number): void {
		this.varint(tag);
		this.varint(16);
		this.words(word0, word1);
		this.words(word2, word3);
	}

	/** What stands in a piece, under a tag. */
	piece(tag: number, piece: Piece): void {
		this.varint(tag);
		this.bare(piece);
	}

	/** What stands in a piece, which has its own tag. */
	bare({ words, length }: Piece): void {
		this.reserve(length + 4);
		let at = this.at;
		for (let i = 0; i < words.length; i++, at += 4) this.view.setInt32(at, words[i] ?? 0, true);
		this.at += length;
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

	/** Most spans begin and end in the same second: its part of the nanoseconds is worked out once. */
	private beginSecond(seconds: number): void {
		const blocks = Math.floor(seconds / 65_536);
		const upper = blocks * 1e9;
		this.second = seconds;
		this.secondLow = (seconds - blocks * 65_536) * 1e9 + (upper & 0xffff) * 65_536;
		this.secondHigh = Math.floor(upper / 65_536) + Math.floor(this.secondLow / TWO_TO_32);
		this.secondLow %= TWO_TO_32;
	}

	private longVarint(rest: number): void {
		while (rest > 127) {
			this.buffer[this.at++] = (rest & 127) | 128;
			rest >>>= 7;
		}
		this.buffer[this.at++] = rest;
	}

	/** @param room that was left free for the length */
	private endMoved(start: number, room: number, length: number): void {
		const more = varintSize(length) - room;
		this.reserve(more);
		this.buffer.copyWithin(start + more, start, this.at);
		this.at = start - room;
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

	/** Two words of an id, the first byte the highest. */
	private words(first: number, second: number): void {
		this.reserve(8);
		this.view.setInt32(this.at, first);
		this.view.setInt32(this.at + 4, second);
		this.at += 8;
	}

	private halves(low: number, high: number): void {
		this.reserve(8);
		this.view.setUint32(this.at, low, true);
		this.view.setUint32(this.at + 4, high, true);
		this.at += 8;
	}
}

function varintSize(value: number): number {
	if (value < 128) return 1;
	if (value < 16_384) return 2;
	if (value < 2_097_152) return 3;
	return value < 268_435_456 ? 4 : 5;
}
