import { afterEach, describe, expect, setSystemTime, spyOn, test } from 'bun:test';
import { ValueType } from '@opentelemetry/api';
import { points, provider, RESOURCE, values } from './testing/meters';

afterEach(() => void setSystemTime());

const at = (seconds: number) => setSystemTime(seconds * 1000);

describe('collecting', () => {
	test('tells of resource, scopes and metrics that have points, and of nothing else', async () => {
		const meters = provider();
		const reader = meters.reader('cumulative');
		meters.getMeter('empty').createCounter('never.used');
		const meter = meters.getMeter('used', '1.2', { schemaUrl: 'https://example.test/schema' });
		meter.createCounter('never.used');
		meter.createCounter('used', { unit: '{thing}', description: 'Things.' }).add(2);
		const { resource, scopeMetrics } = await reader.collect();
		expect(resource).toBe(RESOURCE);
		expect(scopeMetrics).toMatchObject([
			{
				scope: { name: 'used', version: '1.2', schemaUrl: 'https://example.test/schema' },
				metrics: [
					{
						descriptor: {
							name: 'used',
							unit: '{thing}',
							description: 'Things.',
							valueType: ValueType.DOUBLE,
						},
					},
				],
			},
		]);
		expect(scopeMetrics[0]?.metrics).toHaveLength(1);
	});

	test('goes on after a collection that failed', async () => {
		const meters = provider();
		const reader = meters.reader('cumulative');
		meters.getMeter('test').createCounter('c').add(1);
		using clock = spyOn(Date, 'now').mockImplementationOnce(() => {
			throw new Error('no clock');
		});
		const collected = [reader.collect(), reader.collect()] as const;
		expect(await collected[0].catch(String)).toBe('Error: no clock');
		expect(values(await collected[1], 'c')).toEqual({ '[]': 1 });
		expect(clock).toHaveBeenCalledTimes(2);
	});

	test('without a reader nothing is kept; a late one sees what comes after it', async () => {
		const meters = provider();
		const counter = meters.getMeter('test').createCounter('c');
		counter.add(1);
		const reader = meters.reader('delta');
		counter.add(2);
		const cumulative = meters.reader('cumulative');
		counter.add(4);
		expect(values(await reader.collect(), 'c')).toEqual({ '[]': 6 });
		expect(values(await cumulative.collect(), 'c')).toEqual({ '[]': 4 });
	});

	test('what one reader takes, no other misses', async () => {
		const meters = provider();
		const readers = [
			meters.reader('delta'),
			meters.reader('delta'),
			meters.reader('cumulative'),
			meters.reader('lowmemory'),
		];
		const meter = meters.getMeter('test');
		const counter = meter.createCounter('c');
		const seen = [0, 0, 0, 0];
		for (let round = 1; round <= 12; round++) {
			counter.add(round);
			for (const [index, reader] of readers.entries()) {
				if (round % (index + 1) > 0) continue;
				const value = Number(values(await reader.collect(), 'c')['[]']);
				seen[index] = index === 2 ? value : (seen[index] ?? 0) + value;
			}
		}
		expect(seen).toEqual([78, 78, 78, 78]);
	});

	test('collections of one reader do not run into each other', async () => {
		const meters = provider();
		const reader = meters.reader('delta');
		const meter = meters.getMeter('test');
		const counter = meter.createCounter('c');
		meter.createObservableGauge('slow').addCallback(() => Bun.sleep(1));
		counter.add(3);
		const collected = await Promise.all([reader.collect(), reader.collect(), reader.collect()]);
		expect(collected.map((one) => values(one, 'c')['[]'])).toEqual([3, undefined, undefined]);
	});

	test('a collection is a copy', async () => {
		const meters = provider();
		const reader = meters.reader('cumulative');
		const histogram = meters.getMeter('test').createHistogram('h');
		histogram.record(1);
		const first = await reader.collect();
		const before = JSON.stringify(first.scopeMetrics);
		histogram.record(1);
		await reader.collect();
		expect(JSON.stringify(first.scopeMetrics)).toBe(before);
	});
});

describe('times', () => {
	test('cumulative: from the creation of the instrument to the collection', async () => {
		const meters = provider();
		const reader = meters.reader('cumulative');
		at(100);
		const meter = meters.getMeter('test');
		const counter = meter.createCounter('c');
		meter.createObservableGauge('o').addCallback((result) => result.observe(1));
		at(110);
		counter.add(1);
		for (const now of [120, 130]) {
			at(now);
			const collected = await reader.collect();
			for (const name of ['c', 'o']) {
				expect(points(collected, name)).toMatchObject([{ startTime: [100, 0], endTime: [now, 0] }]);
			}
		}
	});

	test('delta: from the last collection, also where that told of nothing', async () => {
		const meters = provider();
		const reader = meters.reader('delta');
		at(100);
		const meter = meters.getMeter('test');
		const counter = meter.createCounter('c');
		let total = 0;
		meter.createObservableCounter('o').addCallback((result) => result.observe((total += 5)));
		counter.add(1);
		at(110);
		const first = await reader.collect();
		expect(points(first, 'c')).toMatchObject([{ startTime: [100, 0], endTime: [110, 0] }]);
		expect(points(first, 'o')).toMatchObject([{ startTime: [100, 0], endTime: [110, 0], value: 5 }]);
		at(120);
		expect(points(await reader.collect(), 'c')).toEqual([]);
		counter.add(1);
		at(130.5);
		const third = await reader.collect();
		expect(points(third, 'c')).toMatchObject([{ startTime: [120, 0], endTime: [130, 500_000_000] }]);
		expect(points(third, 'o')).toMatchObject([
			{ startTime: [120, 0], endTime: [130, 500_000_000], value: 5 },
		]);
	});

	test('a clock that is set back makes no interval end before it begins', async () => {
		const meters = provider();
		const reader = meters.reader('delta');
		at(100);
		const counter = meters.getMeter('test').createCounter('c');
		counter.add(1);
		at(50);
		expect(points(await reader.collect(), 'c')).toMatchObject([{ startTime: [100, 0], endTime: [100, 0] }]);
	});
});
