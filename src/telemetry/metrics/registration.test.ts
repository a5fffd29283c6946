import { describe, expect, test } from 'bun:test';
import { ValueType, type Meter, type MetricOptions, type Observable } from '@opentelemetry/api';
import { heard, named, points, provider, values } from './testing/meters';

describe('registering', () => {
	test('the same meter, and the same instrument, is one', async () => {
		const meters = provider();
		const reader = meters.reader('cumulative');
		const said = await heard(() => {
			for (let times = 0; times < 3; times++)
				meters.getMeter('test').createCounter('c', { unit: 's' }).add(1);
			meters.getMeter('test', '2').createCounter('c').add(5);
		});
		expect(
			(await reader.collect()).scopeMetrics.map(({ metrics }) =>
				metrics.map((one) => one.dataPoints[0]?.value),
			),
		).toEqual([[3], [5]]);
		expect(said).toEqual([]);
	});

	const conflicts: Record<string, (meter: Meter) => unknown> = {
		kind: (meter) => meter.createUpDownCounter('c').add(1),
		unit: (meter) => meter.createCounter('c', { unit: 's' }).add(1),
		'value type': (meter) => meter.createCounter('c', { valueType: ValueType.INT }).add(1),
		'being observed': (meter) =>
			meter.createObservableCounter('c').addCallback((result) => result.observe(1)),
	};
	for (const [what, register] of Object.entries(conflicts)) {
		test(`another ${what} is measured apart, and diag hears of it`, async () => {
			const meters = provider();
			const reader = meters.reader('cumulative');
			const meter = meters.getMeter('test');
			meter.createCounter('c').add(1);
			const said = await heard(() => register(meter));
			expect(said).toHaveLength(1);
			expect(said[0]).toContain('Metric c is registered twice');
			expect(named(await reader.collect(), 'c')).toHaveLength(2);
		});
	}

	test('the first spelling and buckets and the longest description are used, and diag hears of each', async () => {
		const meters = provider();
		const reader = meters.reader('cumulative');
		const meter = meters.getMeter('test');
		const said = await heard(() => {
			meter
				.createHistogram('Http.Time', { description: 'short', advice: { explicitBucketBoundaries: [1] } })
				.record(1);
			meter.createHistogram('http.time', { description: 'much longer' }).record(2);
			meter
				.createHistogram('Http.Time', { description: 's', advice: { explicitBucketBoundaries: [1] } })
				.record(3);
		});
		expect(named(await reader.collect(), 'Http.Time')).toMatchObject([
			{
				descriptor: { description: 'much longer' },
				dataPoints: [{ value: { count: 3, buckets: { boundaries: [1] } } }],
			},
		]);
		expect(said).toHaveLength(3);
	});

	test('names that OpenTelemetry does not allow are told of, and measured all the same', async () => {
		for (const name of ['', '1st', '_x', 'with space', 'ü', 'x'.repeat(256)]) {
			const meters = provider();
			const reader = meters.reader('cumulative');
			const said = await heard(() => meters.getMeter('test').createCounter(name).add(1));
			expect(said).toHaveLength(1);
			expect(said[0]).toContain('Invalid metric name');
			expect(values(await reader.collect(), name)).toEqual({ '[]': 1 });
		}
		const said = await heard(() =>
			provider()
				.getMeter('test')
				.createCounter(`a1_.-/${'x'.repeat(249)}`),
		);
		expect(said).toEqual([]);
	});

	test('buckets that are none are told of, and the default ones used', async () => {
		const meters = provider();
		const reader = meters.reader('cumulative');
		const said = await heard(() => {
			for (const explicitBucketBoundaries of [['1'], 5, [NaN]]) {
				// @ts-expect-error: what JavaScript may do
				const options: MetricOptions = { advice: { explicitBucketBoundaries } };
				meters.getMeter('test').createHistogram('h', options).record(1);
			}
		});
		expect(said).toHaveLength(3);
		expect(points(await reader.collect(), 'h')).toMatchObject([
			{ value: { count: 3, buckets: { counts: { length: 16 } } } },
		]);
	});

	test('a callback on what is no observable of ours is refused', async () => {
		const foreign: Observable = { addCallback: () => undefined, removeCallback: () => undefined };
		const said = await heard(() =>
			provider()
				.getMeter('test')
				.addBatchObservableCallback(() => undefined, [foreign]),
		);
		expect(said).toHaveLength(1);
		expect(said[0]).toContain('names no observable instrument');
	});
});
