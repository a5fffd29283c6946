import { describe, expect, test } from 'bun:test';
import { ValueType, type Meter } from '@opentelemetry/api';
import { heard, points, provider, values } from './testing/meters';

describe('what must not be recorded', () => {
	const wrong: [string, (meter: Meter) => void][] = [
		['a negative counter', (meter) => meter.createCounter('x').add(-1)],
		['a negative histogram', (meter) => meter.createHistogram('x').record(-0.5)],
		['NaN', (meter) => meter.createUpDownCounter('x').add(NaN)],
		['NaN in a gauge', (meter) => meter.createGauge('x').record(NaN)],
		['infinity', (meter) => meter.createHistogram('x').record(Infinity)],
		// @ts-expect-error: what JavaScript may do
		['text', (meter) => meter.createCounter('x').add('1')],
		// @ts-expect-error: what JavaScript may do
		['nothing', (meter) => meter.createCounter('x').add()],
		[
			'a negative observation',
			(meter) => meter.createObservableCounter('x').addCallback((result) => result.observe(-1)),
		],
		[
			'NaN observed',
			(meter) => meter.createObservableGauge('x').addCallback((result) => result.observe(NaN)),
		],
	];
	for (const [what, record] of wrong) {
		test(`${what} is refused, and diag hears of it once`, async () => {
			const meters = provider();
			const reader = meters.reader('cumulative');
			const said = await heard(async () => {
				for (let times = 0; times < 3; times++) record(meters.getMeter('test'));
				expect(points(await reader.collect(), 'x')).toEqual([]);
			});
			expect(said).toHaveLength(1);
			expect(said[0]).toContain('Metric x refused');
		});
	}

	test('of a whole-number instrument the fraction is cut off', async () => {
		const meters = provider();
		const reader = meters.reader('cumulative');
		const counter = meters.getMeter('test').createCounter('c', { valueType: ValueType.INT });
		const said = await heard(() => counter.add(2.9));
		expect(values(await reader.collect(), 'c')).toEqual({ '[]': 2 });
		expect(said).toHaveLength(1);
	});

	test('attributes that are none do not harm the host', async () => {
		const meters = provider();
		const reader = meters.reader('cumulative');
		const counter = meters.getMeter('test').createCounter('c');
		const circular: Record<string, unknown> = { a: 1 };
		circular.self = circular;
		// @ts-expect-error: what JavaScript may do
		for (const attributes of [null, null, circular, { f: () => 0 }, 5]) counter.add(1, attributes);
		expect(values(await reader.collect(), 'c')).toEqual({ '[]': 4, '[["a",1]]': 1 });
	});
});

describe('cardinality', () => {
	test('cumulative: the first sets keep their points, the rest is counted as one, and nothing is lost', async () => {
		const meters = provider({ cardinalityLimit: 10 });
		const reader = meters.reader('cumulative');
		const counter = meters.getMeter('test').createCounter('c');
		const said = await heard(() => {
			for (let n = 0; n < 100; n++) counter.add(1, { n: n % 50 });
		});
		const told = values(await reader.collect(), 'c');
		expect(Object.keys(told)).toHaveLength(10);
		expect(told['[["otel.metric.overflow",true]]']).toBe(82);
		expect(told['[["n",0]]']).toBe(2);
		expect(said).toHaveLength(1);
		expect(said[0]).toContain('10 attribute sets');
	});

	test('delta: each interval has room for as many', async () => {
		const meters = provider({ cardinalityLimit: 3 });
		const reader = meters.reader('delta');
		const histogram = meters.getMeter('test').createHistogram('h');
		for (const from of [0, 10]) {
			for (let n = from; n < from + 5; n++) histogram.record(1, { n });
			expect(points(await reader.collect(), 'h').map(({ attributes }) => attributes)).toEqual([
				{ n: from },
				{ n: from + 1 },
				{ 'otel.metric.overflow': true },
			]);
		}
	});
});
