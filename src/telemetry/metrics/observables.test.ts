import { beforeAll, describe, expect, test } from 'bun:test';
import {
	context,
	ROOT_CONTEXT,
	trace,
	type BatchObservableCallback,
	type ObservableResult,
} from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { isTracingSuppressed } from '@opentelemetry/core';
import { heard, points, provider, values } from './testing/meters';
import type { Temporality } from './types';

// The preload of the tests may have put one in place already, which serves as well.
beforeAll(() => void context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable()));

function observing(temporality: Temporality = 'cumulative', options: Parameters<typeof provider>[0] = {}) {
	const meters = provider(options);
	return { reader: meters.reader(temporality), meter: meters.getMeter('test') };
}

describe('callbacks', () => {
	test('are called once a collection and reader, until they are taken away', async () => {
		const { reader, meter } = observing();
		const gauge = meter.createObservableGauge('g');
		let calls = 0;
		const callback = (result: ObservableResult) => result.observe(++calls);
		gauge.addCallback(callback);
		gauge.addCallback(callback);
		meter.createObservableGauge('g').addCallback(callback);
		await reader.collect();
		expect(values(await reader.collect(), 'g')).toEqual({ '[]': 2 });
		meter.createObservableGauge('g').removeCallback(callback);
		expect(values(await reader.collect(), 'g')).toEqual({});
		expect(calls).toBe(2);
	});

	test('one for several instruments observes these, and no others', async () => {
		const { reader, meter } = observing();
		const [a, b, other] = ['a', 'b', 'other'].map((name) => meter.createObservableGauge(name));
		if (a === undefined || b === undefined || other === undefined) throw new Error('unreachable');
		const callback: BatchObservableCallback = (result) => {
			for (const one of [a, b, other]) result.observe(one, 1, { x: 1 });
		};
		meter.addBatchObservableCallback(callback, [a, b]);
		meter.addBatchObservableCallback(callback, [b, a]);
		const collected = await reader.collect();
		expect(['a', 'b', 'other'].map((name) => points(collected, name).length)).toEqual([1, 1, 0]);
		meter.removeBatchObservableCallback(callback, [a]);
		expect(points(await reader.collect(), 'a')).toHaveLength(1);
		meter.removeBatchObservableCallback(callback, [b, a]);
		expect(points(await reader.collect(), 'a')).toEqual([]);
	});

	test('one that fails, at once or later, loses what it observed and harms no other', async () => {
		const { reader, meter } = observing();
		const gauge = meter.createObservableGauge('g');
		gauge.addCallback((result) => result.observe(1, { good: true }));
		gauge.addCallback((result) => {
			result.observe(1, { good: false });
			throw new Error('at once');
		});
		gauge.addCallback(async (result) => {
			result.observe(1, { good: false });
			await Promise.resolve();
			throw new Error('later');
		});
		const said = await heard(async () =>
			expect(values(await reader.collect(), 'g')).toEqual({ '[["good",true]]': 1 }),
		);
		expect(said).toEqual(['Observing g failed', 'Observing g failed']);
	});

	test('one that hangs is waited for once, then left out until it has ended', async () => {
		const { reader, meter } = observing('cumulative', { callbackTimeoutMs: 10 });
		const { promise, resolve } = Promise.withResolvers<undefined>();
		let calls = 0;
		let late: ObservableResult | undefined;
		meter.createObservableGauge('slow').addCallback((result) => {
			late ??= result;
			result.observe(++calls);
			return calls === 1 ? promise : undefined;
		});
		meter.createObservableGauge('quick').addCallback((result) => result.observe(1));
		const said = await heard(async () => {
			const collected = await reader.collect();
			expect([points(collected, 'slow').length, points(collected, 'quick').length]).toEqual([0, 1]);
		});
		expect(said).toHaveLength(1);
		expect(said[0]).toContain('Observing slow took more than 10 ms');
		late?.observe(99);
		expect(points(await reader.collect(), 'slow')).toEqual([]);
		expect(calls).toBe(1);
		resolve(undefined);
		await promise;
		await Promise.resolve();
		expect(values(await reader.collect(), 'slow')).toEqual({ '[]': 2 });
	});

	test('what they do belongs to no trace', async () => {
		const { reader, meter } = observing();
		const seen: unknown[] = [];
		meter.createObservableGauge('g').addCallback(() => {
			seen.push(trace.getActiveSpan(), isTracingSuppressed(context.active()));
		});
		const traced = trace.setSpanContext(ROOT_CONTEXT, {
			traceId: '1'.repeat(32),
			spanId: '1'.repeat(16),
			traceFlags: 1,
		});
		await context.with(traced, () => reader.collect());
		expect(seen).toEqual([undefined, true]);
	});
});

describe('what is observed', () => {
	test('the last of several values of one set counts', async () => {
		const { reader, meter } = observing();
		const counter = meter.createObservableCounter('c');
		counter.addCallback((result) => {
			result.observe(1, { a: 1, b: 2 });
			result.observe(2, { b: 2, a: 1 });
		});
		expect(values(await reader.collect(), 'c')).toEqual({ '[["a",1],["b",2]]': 2 });
		counter.addCallback((result) => result.observe(3, { a: 1, b: 2 }));
		expect(values(await reader.collect(), 'c')).toEqual({ '[["a",1],["b",2]]': 3 });
	});

	test('what is not observed any more is not told any more', async () => {
		for (const temporality of ['cumulative', 'delta'] as const) {
			const { reader, meter } = observing(temporality);
			let now = ['a', 'b'];
			meter.createObservableUpDownCounter('u').addCallback((result) => {
				for (const pool of now) result.observe(1, { pool });
			});
			expect(points(await reader.collect(), 'u')).toHaveLength(2);
			now = ['b'];
			expect(points(await reader.collect(), 'u').map(({ attributes }) => attributes)).toEqual([
				{ pool: 'b' },
			]);
		}
	});

	test('delta: the change since it was last observed; a counter that went down has begun anew', async () => {
		const { reader, meter } = observing('delta');
		let value: number | undefined;
		meter.createObservableCounter('c').addCallback((result) => {
			if (value !== undefined) result.observe(value);
		});
		const told: unknown[] = [];
		for (value of [10, 15, 15, undefined, 25, 5, 6]) told.push(values(await reader.collect(), 'c')['[]']);
		expect(told).toEqual([10, 5, 0, undefined, 10, 5, 1]);
	});

	test('delta: no set that comes and goes is remembered for ever', async () => {
		const { reader, meter } = observing('delta', { cardinalityLimit: 10 });
		let round = 0;
		meter.createObservableCounter('c').addCallback((result) => {
			result.observe(round * 100, { constant: true });
			result.observe(1, { round });
		});
		for (round = 1; round <= 100; round++) {
			expect(values(await reader.collect(), 'c')).toEqual({
				'[["constant",true]]': 100,
				[`[["round",${round}]]`]: 1,
			});
		}
	});

	test('beyond the limit sums are added up, and of gauges the last counts', async () => {
		const { reader, meter } = observing('cumulative', { cardinalityLimit: 3 });
		const observe = (result: ObservableResult) => {
			for (let n = 1; n <= 5; n++) result.observe(n, { n });
		};
		await heard(async () => {
			meter.createObservableCounter('sum').addCallback(observe);
			meter.createObservableGauge('gauge').addCallback(observe);
			const collected = await reader.collect();
			const rest = '[["otel.metric.overflow",true]]';
			expect(values(collected, 'sum')).toEqual({ '[["n",1]]': 1, '[["n",2]]': 2, [rest]: 12 });
			expect(values(collected, 'gauge')).toEqual({ '[["n",1]]': 1, '[["n",2]]': 2, [rest]: 5 });
		});
	});
});
