import { describe, expect, test } from 'bun:test';
import { encodeResponse } from '../../../tests/support/otlp/schema';
import { Random } from '../testing/random';
import { decodePartialSuccess } from './partialSuccess';

const PROTOBUF = 'application/x-protobuf';
const JSON_TYPE = 'application/json; charset=utf-8';
const REJECTED = [
	['traces', 'rejectedSpans'],
	['logs', 'rejectedLogRecords'],
	['metrics', 'rejectedDataPoints'],
] as const;

const json = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));

describe.each(REJECTED)('what a collector says of %s', (signal, field) => {
	const of = (count: number, errorMessage: string) => ({ partialSuccess: { [field]: count, errorMessage } });

	test('what was rejected, and why', () => {
		const expected = { rejected: 3, message: 'too old ⏰' };
		const bytes = encodeResponse(signal, of(3, 'too old ⏰'));
		expect(decodePartialSuccess(signal, PROTOBUF, bytes)).toEqual(expected);
		expect(decodePartialSuccess(signal, JSON_TYPE, json(of(3, 'too old ⏰')))).toEqual(expected);
	});

	test('64-bit numbers of JSON come as text', () => {
		const body = json({ partialSuccess: { [field]: '12' } });
		expect(decodePartialSuccess(signal, JSON_TYPE, body)).toEqual({ rejected: 12, message: '' });
	});

	test('a warning rejects nothing', () => {
		const expected = { rejected: 0, message: 'slow down' };
		expect(decodePartialSuccess(signal, PROTOBUF, encodeResponse(signal, of(0, 'slow down')))).toEqual(
			expected,
		);
		expect(decodePartialSuccess(signal, JSON_TYPE, json(of(0, 'slow down')))).toEqual(expected);
	});

	test('nothing is said of a full success', () => {
		expect(decodePartialSuccess(signal, PROTOBUF, encodeResponse(signal, {}))).toBeUndefined();
		expect(decodePartialSuccess(signal, PROTOBUF, encodeResponse(signal, of(0, '')))).toBeUndefined();
		expect(decodePartialSuccess(signal, JSON_TYPE, json({}))).toBeUndefined();
		expect(decodePartialSuccess(signal, JSON_TYPE, json({ partialSuccess: {} }))).toBeUndefined();
	});

	test('a number below zero rejects nothing', () => {
		expect(decodePartialSuccess(signal, PROTOBUF, encodeResponse(signal, of(-5, '')))).toBeUndefined();
		expect(decodePartialSuccess(signal, JSON_TYPE, json(of(-5, '')))).toBeUndefined();
	});

	test('of a long message the beginning is kept', () => {
		const bytes = encodeResponse(signal, of(1, 'x'.repeat(100_000)));
		expect(decodePartialSuccess(signal, PROTOBUF, bytes)?.message).toBe('x'.repeat(1_000));
	});
});

describe('an answer that is none', () => {
	test.each(['', '{', 'null', '[]', '"text"', '{"partialSuccess":null}', '{"partialSuccess":7}', '<html>'])(
		'%s',
		(text) => {
			const body = new TextEncoder().encode(text);
			expect(decodePartialSuccess('traces', JSON_TYPE, body)).toBeUndefined();
		},
	);

	test('fields of newer versions are stepped over', () => {
		const known = encodeResponse('traces', { partialSuccess: { rejectedSpans: 2 } });
		const newer = [
			0x10,
			0x96,
			0x01,
			0x19,
			...new Array<number>(8).fill(0),
			0x22,
			0x01,
			0x61,
			0x2d,
			0,
			0,
			0,
			0,
		];
		expect(decodePartialSuccess('traces', null, Uint8Array.from([...newer, ...known]))?.rejected).toBe(2);
	});

	test('random bytes never throw', () => {
		const random = new Random(1);
		for (let i = 0; i < 20_000; i++) {
			const body = Uint8Array.from(random.some(24, () => (random.chance(0.3) ? 10 : random.below(256))));
			expect(() =>
				decodePartialSuccess('logs', random.pick([PROTOBUF, JSON_TYPE, null]), body),
			).not.toThrow();
		}
	});
});
