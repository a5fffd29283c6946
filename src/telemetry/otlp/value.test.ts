import { TraceFlags, type Attributes } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { describe, expect, test } from 'bun:test';
import { spansOf, type ReceivedSpan } from '../../../tests/support/otlp/decode';
import { decodeJson, decodeProtobuf } from '../../../tests/support/otlp/schema';
import { readableSpan as span } from '../testing/readableSpan';
import { encodeTraces } from './encode';
import { encodeEnded } from './endedSpan';

function overBoth(one: ReadableSpan): ReceivedSpan {
	const json = new TextDecoder().decode(encodeTraces([encodeEnded(one)], 'http/json'));
	const [fromProtobuf] = spansOf(decodeProtobuf('traces', encodeTraces([encodeEnded(one)], 'http/protobuf')));
	const [fromJson] = spansOf(decodeJson('traces', json));
	if (fromProtobuf === undefined) throw new Error('There is no span in the request');
	expect(fromJson).toEqual(fromProtobuf);
	return fromProtobuf;
}

const attributesOf = (attributes: Attributes) => overBoth(span({ attributes })).attributes;

describe('values that the SDK would not let pass', () => {
	test('bigints are integers as long as 64 bits hold them', () => {
		expect(attributesOf({ small: 7n, least: -(2n ** 63n), huge: 2n ** 63n })).toEqual({
			small: 7,
			least: -(2 ** 63),
			huge: '9223372036854775808',
		});
	});

	test('what is no value at all is an empty one', () => {
		const none = { undefined, null: null, function: () => 1, symbol: Symbol('s') };
		expect(attributesOf(none)).toEqual({ undefined: null, null: null, function: null, symbol: null });
	});

	test('a value that contains itself ends where it begins again', () => {
		const user: Record<string, unknown> = { name: 'Ada' };
		user.self = user;
		user.friends = [user];
		expect(attributesOf({ user })).toEqual({
			user: { name: 'Ada', self: '[nested too deeply]', friends: ['[nested too deeply]'] },
		});
	});

	test('the same value twice is no circle', () => {
		const address = { city: 'London' };
		expect(attributesOf({ both: [address, address] })).toEqual({
			both: [{ city: 'London' }, { city: 'London' }],
		});
	});

	test('nesting ends before a decoder would refuse the whole request', () => {
		let deep: unknown = 'bottom';
		for (let i = 0; i < 1_000; i++) deep = { in: deep };
		expect(JSON.stringify(attributesOf({ deep }))).toContain('[nested too deeply]');
	});

	test('a property that cannot be read costs its object, not the request', () => {
		const broken = {
			fine: 1,
			get bad(): string {
				throw new Error('no');
			},
		};
		expect(attributesOf({ before: 1, broken, after: 2 })).toEqual({
			before: 1,
			broken: '[unreadable]',
			after: 2,
		});
	});

	test('whoever encodes out of a property that is being read writes elsewhere', () => {
		const nested = {
			get size(): number {
				return encodeTraces([encodeEnded(span())], 'http/protobuf').length;
			},
		};
		const { length } = encodeTraces([encodeEnded(span())], 'http/protobuf');
		expect(attributesOf({ before: 'x', nested, after: 'y' })).toEqual({
			before: 'x',
			nested: { size: length },
			after: 'y',
		});
	});

	test('names and times of untyped callers', () => {
		const name = 404 as unknown as string;
		const odd = overBoth(span({ name, startTime: [NaN, NaN], events: [{ name, time: [-1, 0] }] }));
		expect(odd).toMatchObject({ name: '404', startNano: 0n, events: [{ name: '404', timeNano: 0n }] });
	});
});

describe('flags', () => {
	test.each([
		['a root', undefined, 0x100],
		['a child of a local span', false, 0x100],
		['a child of a remote span', true, 0x300],
	])('of %s', (_, isRemote, expected) => {
		const parent = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: '00f067aa0ba902b7' };
		const parentSpanContext =
			isRemote === undefined ? {} : { parentSpanContext: { ...parent, traceFlags: 1, isRemote } };
		expect(overBoth(span(parentSpanContext)).flags).toBe(expected);
		const sampled = () => ({ ...span().spanContext(), traceFlags: TraceFlags.SAMPLED });
		expect(overBoth(span({ ...parentSpanContext, spanContext: sampled })).flags).toBe(expected | 1);
	});
});

test('OTLP/JSON has ids in hex, 64-bit numbers as strings and enums as numbers', () => {
	const attributes = {
		int: 9_007_199_254_740_992,
		double: 0.5,
		nan: NaN,
		bytes: new Uint8Array([1, 2, 3]),
		bad: 'a\ud800',
	};
	const text = new TextDecoder().decode(encodeTraces([encodeEnded(span({ attributes }))], 'http/json'));
	expect(JSON.parse(text)).toEqual({
		resourceSpans: [
			{
				resource: { attributes: [{ key: 'service.name', value: { stringValue: 'shop' } }] },
				scopeSpans: [
					{
						scope: { name: 'scope' },
						spans: [
							{
								traceId: '0af7651916cd43dd8448eb211c80319c',
								spanId: 'b7ad6b7169203331',
								flags: 256,
								name: 'GET /runs/[id]',
								kind: 2,
								startTimeUnixNano: '1763000000000000001',
								endTimeUnixNano: '1763000000999999999',
								attributes: [
									{ key: 'int', value: { intValue: '9007199254740992' } },
									{ key: 'double', value: { doubleValue: 0.5 } },
									{ key: 'nan', value: { doubleValue: 'NaN' } },
									{ key: 'bytes', value: { bytesValue: 'AQID' } },
									{ key: 'bad', value: { stringValue: 'a\ufffd' } },
								],
								droppedAttributesCount: 0,
								events: [],
								droppedEventsCount: 0,
								links: [],
								droppedLinksCount: 0,
								status: { code: 0 },
							},
						],
					},
				],
			},
		],
	});
});
