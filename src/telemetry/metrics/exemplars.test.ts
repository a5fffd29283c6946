import { afterAll, beforeAll, describe, expect, setSystemTime, test } from 'bun:test';
import { context, ROOT_CONTEXT, trace, type Context } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { points, provider } from './testing/meters';
import type { CollectedMetrics, Exemplar, ExemplarFilter } from './types';

const SPAN_ID = '00f067aa0ba902b7';

function inTrace(traceId: string, sampled = true): Context {
	return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId: SPAN_ID, traceFlags: sampled ? 1 : 0 });
}

const traceNo = (n: number) => n.toString(16).padStart(32, 'a');

function exemplars(collected: CollectedMetrics, name: string): readonly Exemplar[] {
	return points(collected, name).flatMap((point) => point.exemplars ?? []);
}

function histogramWith(exemplarFilter: ExemplarFilter) {
	const meters = provider({ exemplarFilter });
	const reader = meters.reader('cumulative');
	const advice = { explicitBucketBoundaries: [1, 2, 3] };
	return { reader, histogram: meters.getMeter('test').createHistogram('h', { advice }) };
}

// The preload of the tests may have put one in place already, which serves as well.
beforeAll(() => void context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable()));
afterAll(() => void setSystemTime());

describe('which measurements may become exemplars', () => {
	const sampled = inTrace(traceNo(1));
	const unsampled = inTrace(traceNo(2), false);
	const cases: [ExemplarFilter, string, Context | undefined, string[]][] = [
		['trace_based', 'in a sampled trace', sampled, [traceNo(1)]],
		['trace_based', 'in a trace that is not sampled', unsampled, []],
		['trace_based', 'in no trace', undefined, []],
		['always_on', 'in a sampled trace', sampled, [traceNo(1)]],
		['always_on', 'in a trace that is not sampled', unsampled, [traceNo(2)]],
		['always_on', 'in no trace', undefined, ['']],
		['always_off', 'in a sampled trace', sampled, []],
	];
	for (const [filter, where, within, expected] of cases) {
		test(`${filter}: ${where}`, async () => {
			const passed = histogramWith(filter);
			passed.histogram.record(1, {}, within);
			const active = histogramWith(filter);
			context.with(within ?? ROOT_CONTEXT, () => active.histogram.record(1));
			for (const { reader } of [passed, active]) {
				expect(exemplars(await reader.collect(), 'h').map(({ traceId }) => traceId)).toEqual(expected);
			}
		});
	}

	test('the context that is passed counts, not the active one', async () => {
		const { reader, histogram } = histogramWith('trace_based');
		context.with(inTrace(traceNo(1)), () => histogram.record(1, {}, ROOT_CONTEXT));
		expect(exemplars(await reader.collect(), 'h')).toEqual([]);
		context.with(ROOT_CONTEXT, () => histogram.record(1, {}, inTrace(traceNo(1))));
		expect(exemplars(await reader.collect(), 'h')).toHaveLength(1);
	});

	test('asynchronous instruments have none', async () => {
		const meters = provider({ exemplarFilter: 'always_on' });
		const reader = meters.reader('cumulative');
		meters
			.getMeter('test')
			.createObservableGauge('o')
			.addCallback((result) => result.observe(1));
		const [point] = points(await context.with(inTrace(traceNo(1)), () => reader.collect()), 'o');
		expect(point).toMatchObject({ value: 1 });
		expect(point).not.toHaveProperty('exemplars');
	});
});

describe('which of them are kept', () => {
	test('one for each bucket, with its value, time and span', async () => {
		const { reader, histogram } = histogramWith('trace_based');
		setSystemTime(1_700_000_000_123);
		for (const [n, value] of [0.5, 1, 1.5, 9].entries())
			histogram.record(value, { a: 1 }, inTrace(traceNo(n)));
		const kept = exemplars(await reader.collect(), 'h');
		expect(kept.map(({ value }) => value).sort()).toEqual([kept[0]?.value ?? 0, 1.5, 9]);
		expect([0.5, 1]).toContain(kept[0]?.value ?? 0);
		expect(kept.at(-1)).toEqual({
			filteredAttributes: {},
			value: 9,
			timestamp: [1_700_000_000, 123_000_000],
			traceId: traceNo(3),
			spanId: SPAN_ID,
		});
	});

	test('every measurement of a cycle is as likely to be the one', async () => {
		const meters = provider({ exemplarFilter: 'trace_based' });
		const reader = meters.reader('delta');
		const counter = meters.getMeter('test').createCounter('c');
		const kept = [0, 0, 0, 0];
		for (let cycle = 0; cycle < 4_000; cycle++) {
			for (let n = 0; n < kept.length; n++) {
				counter.add(1, {}, inTrace(traceNo(n)));
				counter.add(1, {}, inTrace(traceNo(n), false));
			}
			const [one] = exemplars(await reader.collect(), 'c');
			const index = Number.parseInt(one?.traceId.at(-1) ?? '', 16);
			kept[index] = (kept[index] ?? 0) + 1;
		}
		// 1,000 each; 200 are more than seven standard deviations.
		for (const times of kept) expect(Math.abs(times - 1_000)).toBeLessThan(200);
	});

	test('cumulative: the last one stays until there is a new one, which then takes its place', async () => {
		const { reader, histogram } = histogramWith('trace_based');
		for (let n = 0; n < 1_000; n++) histogram.record(1, {}, inTrace(traceNo(1)));
		expect(exemplars(await reader.collect(), 'h')).toHaveLength(1);
		histogram.record(1, {}, inTrace(traceNo(9), false));
		expect(exemplars(await reader.collect(), 'h')).toMatchObject([{ traceId: traceNo(1) }]);
		histogram.record(1, {}, inTrace(traceNo(2)));
		expect(exemplars(await reader.collect(), 'h')).toMatchObject([{ traceId: traceNo(2) }]);
	});

	test('delta: only those of the interval', async () => {
		const meters = provider({ exemplarFilter: 'trace_based' });
		const reader = meters.reader('delta');
		const counter = meters.getMeter('test').createCounter('c');
		counter.add(1, {}, inTrace(traceNo(1)));
		expect(exemplars(await reader.collect(), 'c')).toHaveLength(1);
		counter.add(1);
		const [point] = points(await reader.collect(), 'c');
		expect(point).toMatchObject({ value: 1 });
		expect(point).not.toHaveProperty('exemplars');
	});

	test('what the point of the overflow does not say, its exemplar does', async () => {
		const meters = provider({ exemplarFilter: 'trace_based', cardinalityLimit: 2 });
		const reader = meters.reader('cumulative');
		const gauge = meters.getMeter('test').createGauge('g');
		gauge.record(1, { user: 'a' }, inTrace(traceNo(1)));
		gauge.record(2, { user: 'b' }, inTrace(traceNo(2)));
		expect(points(await reader.collect(), 'g')).toMatchObject([
			{ attributes: { user: 'a' }, exemplars: [{ filteredAttributes: {}, value: 1 }] },
			{
				attributes: { 'otel.metric.overflow': true },
				exemplars: [{ filteredAttributes: { user: 'b' }, value: 2 }],
			},
		]);
	});
});
