import type { HrTime } from '@opentelemetry/api';
import { describe, expect, test } from 'bun:test';
import protobuf from 'protobufjs';
import { tag } from './tags';
import { ProtobufWriter } from './writer';

const TEXT = tag(1, 'bytes');

function written(write: (writer: ProtobufWriter) => void) {
	const writer = new ProtobufWriter();
	write(writer);
	return protobuf.Reader.create(writer.finish());
}

/** Of protobufjs's 64-bit numbers, which are objects. */
function digits(long: unknown): string {
	return String(long);
}

describe('numbers', () => {
	test.each([0, 1, 127, 128, 16_383, 16_384, 2 ** 31, 2 ** 32 - 1])('varint %d', (value) => {
		expect(written((writer) => writer.varint(value)).uint32()).toBe(value);
	});

	const INT64 = [
		0,
		-1,
		1,
		2 ** 31,
		2 ** 32 - 1,
		2 ** 32,
		2 ** 53 - 1,
		2 ** 62,
		-(2 ** 31),
		-(2 ** 32),
		-(2 ** 63),
	];

	test.each(INT64)('int64 %d, as varint, sfixed64 and bigint', (value) => {
		const expected = BigInt(value).toString();
		expect(digits(written((writer) => writer.int64(value)).int64())).toBe(expected);
		expect(digits(written((writer) => writer.fixed64(value)).sfixed64())).toBe(expected);
		expect(digits(written((writer) => writer.bigInt64(BigInt(value))).int64())).toBe(expected);
	});

	test.each([2n ** 63n - 1n, -(2n ** 63n), 9_007_199_254_740_993n])(
		'bigint %d keeps every digit',
		(value) => {
			expect(digits(written((writer) => writer.bigInt64(value)).int64())).toBe(value.toString());
		},
	);

	test.each([0, 1, -1, 1_000, -1_000, 2 ** 31 - 1, -(2 ** 31)])('sint32 %d', (value) => {
		expect(written((writer) => writer.zigzag(value)).sint32()).toBe(value);
	});

	test.each([0, -0, 0.1, 5e-324, Number.MAX_VALUE, NaN, -Infinity])('double %d', (value) => {
		expect(written((writer) => writer.double(value)).double()).toBe(value);
	});
});

describe('times', () => {
	const TIMES: HrTime[] = [
		[0, 0],
		[0, 999_999_999],
		[65_535, 999_999_999],
		[65_536, 1],
		[1_763_000_000, 123_456_789],
		[4_294_967_296, 500_000_001],
		[18_446_744_072, 999_999_999],
		[1, 2_500_000_000],
	];

	test.each(TIMES)('[%d, %d] to the nanosecond', (seconds, nanos) => {
		const expected = BigInt(seconds) * 1_000_000_000n + BigInt(nanos);
		expect(digits(written((writer) => writer.time([seconds, nanos])).fixed64())).toBe(expected.toString());
	});

	const NO_TIMES: HrTime[] = [
		[NaN, NaN],
		[-1, 0],
		[0, -1],
		[Infinity, 0],
		[1, Infinity],
		[2 ** 60, 0],
	];

	test.each(NO_TIMES)('[%d, %d] is no time and becomes "unknown"', (seconds, nanos) => {
		expect(digits(written((writer) => writer.time([seconds, nanos])).fixed64())).toBe('0');
	});
});

describe('texts', () => {
	// Lengths at which the length itself takes another byte, of characters that take one to four.
	const LENGTHS = [
		0, 1, 15, 16, 17, 41, 42, 43, 63, 64, 126, 127, 128, 5_461, 8_192, 16_383, 16_384, 100_000,
	];
	const CHARACTERS = ['a', 'é', '語', '👩', '\ud800', '\udc00'];
	const CASES = LENGTHS.flatMap((length) => CHARACTERS.map((character) => [length, character] as const));

	test.each(CASES)('%d times %s', (length, character) => {
		for (const text of [character.repeat(length), `a${character.repeat(length)}`]) {
			const reader = written((writer) => {
				writer.string(TEXT, text);
				writer.fixed32(77);
			});
			expect(reader.uint32()).toBe(TEXT);
			expect(new TextDecoder().decode(reader.bytes())).toBe(text.toWellFormed());
			expect(reader.fixed32()).toBe(77);
			expect(reader.pos).toBe(reader.len);
		}
	});
});

describe('messages', () => {
	test.each([0, 127, 128, 16_383, 16_384, 2_097_151, 2_097_152])(
		'of %d bytes, one inside of another',
		(length) => {
			const body = new Uint8Array(length).fill(7);
			const reader = written((writer) => {
				const outer = writer.begin(TEXT);
				writer.bytes(tag(16, 'bytes'), body);
				writer.end(outer);
				writer.fixed32(77);
			});
			expect(reader.uint32()).toBe(TEXT);
			const inner = protobuf.Reader.create(reader.bytes());
			expect(inner.uint32()).toBe(tag(16, 'bytes'));
			expect(Buffer.from(inner.bytes()).equals(body)).toBe(true);
			expect(inner.pos).toBe(inner.len);
			expect(reader.fixed32()).toBe(77);
		},
	);

	test.each([0, 127, 128, 16_383, 16_384, 2_097_152])(
		'of %d bytes that was expected to be long',
		(length) => {
			const body = new Uint8Array(length).fill(7);
			const reader = written((writer) => {
				const outer = writer.beginLong(TEXT);
				writer.raw(body);
				writer.endLong(outer);
				writer.fixed32(77);
			});
			expect(reader.uint32()).toBe(TEXT);
			expect(Buffer.from(reader.bytes()).equals(body)).toBe(true);
			expect(reader.fixed32()).toBe(77);
			expect(reader.pos).toBe(reader.len);
		},
	);

	test.each([0, 1, 2, 3, 4, 5, 127])('pieces of %d bytes are written as they were', (length) => {
		const bytes = Uint8Array.from({ length }, (_, i) => 255 - i);
		const first = new ProtobufWriter(8);
		first.raw(bytes);
		const piece = first.finishPiece();
		const reader = written((writer) => {
			writer.varint(length);
			writer.bare(piece);
			writer.piece(TEXT, piece);
			writer.fixed32(77);
		});
		expect([...reader.bytes()]).toEqual([...bytes]);
		expect(reader.uint32()).toBe(TEXT);
		reader.skip(length);
		expect(reader.fixed32()).toBe(77);
		expect(reader.pos).toBe(reader.len);
	});

	test('hexadecimal digits become bytes, whichever case they have', () => {
		const reader = written((writer) => writer.hex(TEXT, '00ff1aB2'));
		expect(reader.uint32()).toBe(TEXT);
		expect([...reader.bytes()]).toEqual([0x00, 0xff, 0x1a, 0xb2]);
	});

	test('ids whose bytes are known are written as their digits would be', () => {
		const both = written((writer) => {
			writer.hex(TEXT, '0123456789abcdeffedcba9876543210');
			writer.id16(TEXT, 0x01234567, 0x89abcdef | 0, 0xfedcba98 | 0, 0x76543210);
			writer.hex(TEXT, 'ff00000000000001');
			writer.id8(TEXT, 0xff000000 | 0, 1);
		});
		const [trace, sameTrace, span, sameSpan] = Array.from({ length: 4 }, () => {
			expect(both.uint32()).toBe(TEXT);
			return [...both.bytes()];
		});
		expect(sameTrace).toEqual(trace ?? []);
		expect(sameSpan).toEqual(span ?? []);
		expect(trace).toHaveLength(16);
		expect(span).toHaveLength(8);
	});

	test('what was finished is a copy, and the next message begins anew', () => {
		const writer = new ProtobufWriter();
		writer.fixed32(1);
		const first = writer.finish();
		writer.fixed32(2);
		expect([...first]).toEqual([1, 0, 0, 0]);
		expect([...writer.finish()]).toEqual([2, 0, 0, 0]);
	});
});
