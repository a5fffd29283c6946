import { describe, expect, test } from 'bun:test';
import { toOtlpJson } from './otlpJson';
import { readTraceFile, TraceFileError } from './readTraceFile';
import { makeSpan, nano, spanId } from './traceFixture';
import type { AttributeValue, TraceSpan } from './wire';

const span = makeSpan('a', null, 0, 10, { kind: 'server', attributes: { 'http.route': '/x' } });
const [, start, end] = ['', span.startTimeUnixNano, span.endTimeUnixNano];

/** The same numbers for the same seed (mulberry32). */
function random(seed: number): (below: number) => number {
	let state = seed;
	return (below) => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296) * below);
	};
}

function anySpan(next: (below: number) => number, at: number): TraceSpan {
	const values: (() => AttributeValue)[] = [
		() => `text ${next(1000)} “ä” \u0000 \n`,
		() => '',
		() => next(1e9) - 5e8,
		() => next(1000) / 7,
		() => Number.NaN,
		() => Number.NEGATIVE_INFINITY,
		() => 2 ** 60,
		() => next(2) === 1,
		() => ['x', null, 'y'],
		() => [1, 2.5, true],
		() => [],
	];
	const attributes = () =>
		Object.fromEntries(
			Array.from({ length: next(5) }, (_, index) => [`k${index}`, values[next(values.length)]?.() ?? '']),
		);
	const ids = Array.from({ length: 4 }, () =>
		next(2 ** 31)
			.toString(16)
			.padStart(8, '1'),
	).join('');
	return makeSpan(
		`${at}`,
		next(3) === 0 ? null : `${next(50)}`,
		next(1000),
		next(4) === 0 ? null : next(2000),
		{
			kind: (['internal', 'server', 'client', 'producer', 'consumer'] as const)[next(5)] ?? 'internal',
			service: `service ${next(3)}`,
			scope: ['', 'a', 'b'][next(3)] ?? '',
			status: ([{ code: 'unset' }, { code: 'ok' }, { code: 'error', message: 'no' }] as const)[next(3)] ?? {
				code: 'unset',
			},
			attributes: attributes(),
			events: Array.from({ length: next(3) }, () => ({
				name: 'e',
				timeUnixNano: nano(next(100)),
				attributes: attributes(),
			})),
			links: Array.from({ length: next(2) }, () => ({
				traceId: ids,
				spanId: ids.slice(0, 16),
				attributes: attributes(),
			})),
		},
	);
}

const byId = (spans: readonly TraceSpan[]) =>
	spans.toSorted((left, right) => (left.spanId < right.spanId ? -1 : 1));

describe('OTLP in JSON', () => {
	test('what is written is read again, whatever it is', () => {
		for (let seed = 1; seed <= 60; seed++) {
			const next = random(seed);
			const spans = Array.from({ length: 1 + next(40) }, (_, at) => anySpan(next, at));
			const { traces, unreadCount } = readTraceFile(JSON.stringify(toOtlpJson(spans)));
			expect(unreadCount).toBe(0);
			expect(byId(traces[0]?.spans ?? [])).toEqual(byId(spans));
		}
	});

	test('an integer that a double cannot hold is told exactly', () => {
		const [attributes] = [[{ key: 'n', value: { intValue: '9007199254740993' } }]];
		const file = { resourceSpans: [{ scopeSpans: [{ spans: [{ ...wire(), attributes }] }] }] };
		expect(readTraceFile(JSON.stringify(file)).traces[0]?.spans[0]?.attributes).toEqual({
			n: '9007199254740993',
		});
	});

	test('names of enumerations, base64 ids, maps and numbers in place of strings are understood', () => {
		const foreign = {
			...wire(),
			traceId: 'S/kvNXezTaajzpKdDg5HNg==',
			spanId: 'APBnqgupArc=',
			kind: 'SPAN_KIND_SERVER',
			status: { code: 'STATUS_CODE_ERROR' },
			startTimeUnixNano: 1_790_000_000_000_000_000,
			attributes: [
				{ key: 'map', value: { kvlistValue: { values: [{ key: 'a', value: { intValue: 1 } }] } } },
				{ key: 'nothing', value: {} },
			],
		};
		const file = { batches: [{ scopeSpans: [{ spans: [foreign] }] }] };
		expect(readTraceFile(JSON.stringify(file)).traces[0]).toMatchObject({
			traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
			spans: [
				{
					spanId: '00f067aa0ba902b7',
					kind: 'server',
					service: 'unknown_service',
					status: { code: 'error' },
					startTimeUnixNano: '1790000000000000000',
					attributes: { map: '{"a":1}', nothing: '' },
				},
			],
		});
	});
});

describe('a file', () => {
	const line = JSON.stringify(toOtlpJson([span]));

	test('of JSON lines, with the logs of a trace', () => {
		const logs = {
			resourceLogs: [
				{
					scopeLogs: [
						{
							logRecords: [
								{
									timeUnixNano: nano(3),
									severityNumber: 13,
									body: { stringValue: 'slow' },
									traceId: span.traceId,
									spanId: span.spanId,
								},
							],
						},
					],
				},
			],
		};
		const other = { ...makeSpan('b', 'a', 1, 2) };
		const text = [line, JSON.stringify(toOtlpJson([other])), JSON.stringify(logs), ''].join('\n');
		const [trace] = readTraceFile(text).traces;
		expect(trace?.spans.map((each) => each.name)).toEqual(['a', 'b']);
		expect(trace?.logs).toMatchObject([{ level: 'warn', message: 'slow', spanId: span.spanId }]);
	});

	test('of several traces: the largest first', () => {
		const second = { ...makeSpan('c', null, 0, 1), traceId: 'f'.repeat(32) };
		const spans = [second, span, makeSpan('b', 'a', 1, 2)];
		expect(
			readTraceFile(JSON.stringify(toOtlpJson(spans))).traces.map((trace) => trace.spans.length),
		).toEqual([2, 1]);
	});

	test('of Jaeger', () => {
		const jaeger = {
			data: [
				{
					traceID: span.traceId,
					spans: [
						{
							traceID: span.traceId,
							spanID: 'b7ad6b7169203331',
							operationName: 'GET /x',
							references: [{ refType: 'CHILD_OF', traceID: span.traceId, spanID: 'ff' }],
							startTime: 1_790_000_000_000_000,
							duration: 1500,
							tags: [
								{ key: 'span.kind', type: 'string', value: 'server' },
								{ key: 'error', type: 'bool', value: true },
							],
							logs: [{ timestamp: 1_790_000_000_000_100, fields: [{ key: 'event', value: 'retry' }] }],
							processID: 'p1',
						},
					],
					processes: { p1: { serviceName: 'shop' } },
				},
			],
		};
		expect(readTraceFile(JSON.stringify(jaeger)).traces[0]?.spans[0]).toMatchObject({
			parentSpanId: '00000000000000ff',
			name: 'GET /x',
			kind: 'server',
			service: 'shop',
			startTimeUnixNano: '1790000000000000000',
			endTimeUnixNano: '1790000000001500000',
			status: { code: 'error' },
			events: [{ name: 'retry', timeUnixNano: '1790000000000100000' }],
		});
	});

	test('with spans that lack an id: they are counted, the others shown', () => {
		const file = { resourceSpans: [{ scopeSpans: [{ spans: [wire(), { ...wire(), spanId: 'no id' }] }] }] };
		expect(readTraceFile(JSON.stringify(file))).toMatchObject({ unreadCount: 1, traces: [{ spans: [{}] }] });
	});

	const bad: [what: string, text: string, says: RegExp][] = [
		['that is empty', ' \n', /empty/],
		['that is no JSON', 'hello', /^This file is not JSON/],
		['whose end is cut off', line.slice(0, -20), /cut/],
		['whose second line is cut off', `${line}\n${line.slice(0, 50)}`, /^Line 2 .*cut/],
		['of something else', '{"rows":[]}', /no span/],
		['without a span', '{"resourceSpans":[]}', /no span/],
		[
			'of spans without ids',
			'{"resourceSpans":[{"scopeSpans":[{"spans":[{"name":"x"}]}]}]}',
			/has a trace id/,
		],
		['that is a number', '7', /no span/],
	];
	for (const [what, text, says] of bad) {
		test(`${what} is refused in words`, () => {
			expect(() => readTraceFile(text)).toThrow(says);
			expect(() => readTraceFile(text)).toThrow(TraceFileError);
		});
	}
});

function wire() {
	return {
		traceId: span.traceId,
		spanId: spanId('a'),
		name: 'a',
		startTimeUnixNano: start,
		endTimeUnixNano: end,
	};
}
