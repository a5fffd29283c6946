import { SpanKind, SpanStatusCode, type Attributes, type SpanContext } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { describe, expect, test } from 'bun:test';
import { Random } from '../testing/random';
import { randomSpans } from '../testing/randomSpans';
import { readableSpan } from '../testing/readableSpan';
import { encodeEnded, encodeRemains, readEnded, type EndedSpan } from './endedSpan';
import { Glance } from './protobuf/readSpan';

const again = (span: ReadableSpan) => readEnded(encodeEnded(span));
const attributesOf = (attributes: Attributes) => again(readableSpan({ attributes })).attributes;

/** What a value is once it has been through UTF-8 and an AnyValue. */
function sent(value: unknown): unknown {
	if (typeof value === 'string') return value.toWellFormed();
	if (typeof value === 'number') return value === 0 ? 0 : value;
	if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value ?? null;
	if (Array.isArray(value)) return value.map(sent);
	return Object.fromEntries(Object.entries(value).map(([key, item]) => [key.toWellFormed(), sent(item)]));
}

function place({ traceId, spanId, traceFlags, traceState }: SpanContext) {
	return { traceId, spanId, traceFlags, traceState: traceState?.serialize() };
}

/** All that is told of a span, in one form. */
function told(span: ReadableSpan) {
	const { name, kind, startTime, endTime, duration, status, parentSpanContext, attributes } = span;
	const { droppedAttributesCount, droppedEventsCount, droppedLinksCount } = span;
	return {
		...{ kind, startTime, endTime, duration, droppedAttributesCount, droppedEventsCount, droppedLinksCount },
		name: name.toWellFormed(),
		context: place(span.spanContext()),
		parent: parentSpanContext && [parentSpanContext.spanId, parentSpanContext.isRemote === true],
		status: { code: status.code, message: (status.message ?? '').toWellFormed() },
		attributes: sent(attributes),
		events: span.events.map((event) => ({
			name: event.name.toWellFormed(),
			time: event.time,
			attributes: sent(event.attributes ?? {}),
			dropped: event.droppedAttributesCount ?? 0,
		})),
		links: span.links.map((link) => ({
			context: place(link.context),
			isRemote: link.context.isRemote === true,
			attributes: sent(link.attributes ?? {}),
			dropped: link.droppedAttributesCount ?? 0,
		})),
		scope: span.instrumentationScope,
		resource: span.resource,
	};
}

describe('what was encoded is read back', () => {
	test.each([1, 2, 3, 4])('of 500 random spans (seed %d)', (seed) => {
		for (const span of randomSpans(new Random(seed), 500)) expect(told(again(span))).toEqual(told(span));
	});

	test('integers of any size, where a number would lose digits as bigints', () => {
		const most = 2n ** 63n - 1n;
		const given = {
			small: 7n,
			exact: 2n ** 60n,
			odd: 2n ** 53n + 1n,
			most,
			least: -(2n ** 63n),
			below: -most,
		};
		expect(attributesOf(given as unknown as Attributes)).toEqual({
			small: 7,
			exact: 2 ** 60,
			odd: 2n ** 53n + 1n,
			most,
			least: -(2 ** 63),
			below: -most,
		} as unknown as Attributes);
	});

	test('numbers that are none of them', () => {
		const given = { nan: NaN, infinite: -Infinity, tiny: 5e-324, huge: 1e300, negative: -1 };
		expect(attributesOf(given)).toEqual(given);
	});

	test('bytes, lists and maps, one in another', () => {
		const given = { a: [[1, 'b', [true, null]], { c: new Uint8Array([1, 2]), d: {} }], e: [] };
		expect(attributesOf(given)).toEqual(given);
	});

	test('a key that names no property of an object', () => {
		const given = JSON.parse('{"__proto__": 1, "constructor": "x"}') as Attributes;
		expect(Object.entries(attributesOf(given))).toEqual([
			['__proto__', 1],
			['constructor', 'x'],
		]);
	});

	test('texts of any length, with a byte order mark', () => {
		const given = { mark: '\ufeffa', long: 'ü'.repeat(100_000), huge: 'x'.repeat(2_000_000) };
		expect(attributesOf(given)).toEqual(given);
		expect(attributesOf({ after: 1 })).toEqual({ after: 1 });
	});

	test('as bytes of their own', () => {
		const [one, other] = [encodeEnded(readableSpan()), encodeEnded(readableSpan({ name: 'other' }))];
		expect(one.memory.buffer).not.toBe(other.memory.buffer);
		expect(one.memory.buffer.byteLength).toBe(one.memory.length);
		expect(one.bytes).toHaveLength(one.length);
		expect(readEnded(one).name).toBe(readableSpan().name);
	});
});

describe('the memory of a span', () => {
	const marked = (mark: number, length = 0) =>
		encodeEnded(readableSpan({ attributes: { mark, text: 'x'.repeat(length) } }));
	const markOf = (span: EndedSpan) => readEnded(span).attributes.mark;

	test('is used again when nobody holds it any more, and not before', () => {
		const first = marked(1).hold().hold();
		first.release();
		expect(marked(2)).not.toBe(first);
		expect(markOf(first)).toBe(1);
		first.release();
		const next = marked(3);
		expect(next).toBe(first);
		expect(markOf(next)).toBe(3);
	});

	test('tells the scope and the resource of who uses it', () => {
		const first = marked(1).hold();
		first.release();
		const other = readableSpan({
			instrumentationScope: { name: 'other' },
			resource: resourceFromAttributes({}),
		});
		const next = encodeEnded({ ...other, attributes: { mark: 1, text: '' } });
		expect(next).toBe(first);
		expect(readEnded(next)).toMatchObject({
			instrumentationScope: { name: 'other' },
			resource: { attributes: {} },
		});
	});

	test('is not used again where it is long', () => {
		const long = marked(1, 2_000).hold();
		long.release();
		expect(marked(2, 2_000)).not.toBe(long);
	});

	test('of spans that are held and released at random is never used twice', () => {
		const random = new Random(5);
		const held: [EndedSpan, number][] = [];
		for (let mark = 0; mark < 20_000; mark += 1) {
			held.push([marked(mark, random.below(1_200)).hold(), mark]);
			if (held.length < 200 || random.chance(0.2)) continue;
			for (const [span, expected] of held.splice(random.below(held.length), 2)) {
				expect(markOf(span)).toBe(expected);
				span.release();
			}
		}
	});

	test('waits in no more than a mebibyte', () => {
		const all = Array.from({ length: 3_000 }, (_, mark) => marked(mark, 500).hold());
		const known = new Set(all);
		for (const span of all) span.release();
		const again = Array.from({ length: 3_000 }, (_, mark) => marked(mark, 500).hold());
		const reused = again.filter((span) => known.has(span));
		expect(reused.length).toBeGreaterThan(500);
		expect(reused.reduce((sum, span) => sum + span.memory.length, 0)).toBeLessThanOrEqual(1024 * 1024);
	});
});

describe('a glance', () => {
	const glance = (changes: Partial<ReadableSpan>) => new Glance(encodeEnded(readableSpan(changes)).bytes);

	test('tells what a list of spans needs', () => {
		const { startTime, endTime } = readableSpan();
		const { spanId } = readableSpan().spanContext();
		expect(glance({})).toMatchObject({ spanId, isRoot: true, startTime, endTime, hasFailed: false });
	});

	test('knows children and failures', () => {
		const parentSpanContext = { ...readableSpan().spanContext(), spanId: '00f067aa0ba902b7' };
		const status = { code: SpanStatusCode.ERROR, message: 'broke' };
		const attributes = { any: [1, { b: 'c' }] };
		const seen = glance({ parentSpanContext, status, attributes, kind: SpanKind.CLIENT });
		expect(seen).toMatchObject({ isRoot: false, hasFailed: true });
	});
});

describe('a span that cannot be encoded', () => {
	const fail = (): never => {
		throw new Error('no');
	};
	const broken = (property: string) => Object.defineProperty(readableSpan(), property, { get: fail });

	test.each(['name', 'attributes', 'events', 'links'])(
		'for its %s: says so, and shows the rest',
		(property) => {
			expect(() => encodeEnded(broken(property))).toThrow('no');
			const remains = encodeRemains(broken(property));
			expect(remains && readEnded(remains)).toMatchObject({
				name: property === 'name' ? '[unreadable]' : readableSpan().name,
				kind: SpanKind.SERVER,
				startTime: readableSpan().startTime,
				attributes: {},
			});
		},
	);

	test('nor placed, shows nothing', () => {
		expect(encodeRemains(readableSpan({ spanContext: fail }))).toBeUndefined();
	});
});
