import { describe, expect, test } from 'bun:test';
import { ValueType, type Attributes, type Meter, type MetricOptions } from '@opentelemetry/api';
import {
	AggregationTemporality,
	DataPointType,
	InstrumentType,
	MeterProvider as OfficialProvider,
	MetricReader as OfficialReader,
	type MetricData,
} from '@opentelemetry/sdk-metrics';
import * as PointType from './pointTypes';
import { canonical, provider, randomFrom, RESOURCE } from './testing/meters';
import type { CollectedMetrics, Temporality } from './types';

/*
 * The same random measurements go to our provider and to the official one, and both must tell the same. Values are
 * eighths, so that sums are exact in any order. What is meant to differ is tested elsewhere: times, sets that are
 * not observed any more, the overflow.
 */

const DELTAS: Record<Temporality, readonly InstrumentType[]> = {
	cumulative: [],
	delta: [InstrumentType.COUNTER, InstrumentType.OBSERVABLE_COUNTER, InstrumentType.HISTOGRAM],
	lowmemory: [InstrumentType.COUNTER, InstrumentType.HISTOGRAM],
};

class Reader extends OfficialReader {
	constructor(temporality: Temporality) {
		super({
			aggregationTemporalitySelector: (type) =>
				DELTAS[temporality].includes(type) ? AggregationTemporality.DELTA : AggregationTemporality.CUMULATIVE,
		});
	}
	protected override onForceFlush = () => Promise.resolve();
	protected override onShutdown = () => Promise.resolve();
}

const ATTRIBUTES: Attributes[] = [
	{},
	{ a: 1 },
	{ a: '1' },
	{ a: true },
	{ a: 1, b: 'x', c: false },
	{ a: 1, b: 'y', c: false },
	{ list: ['x', 'y'], a: 1 },
	{ list: '["x","y"]', a: 1 },
	{ 'http.request.method': 'GET', 'http.route': '/checks/[id]', 'http.response.status_code': 200 },
];
const HISTOGRAM_OPTIONS: MetricOptions[] = [
	{ unit: 's', description: 'advised', advice: { explicitBucketBoundaries: [0.125, 0.5, 2, 8] } },
	{ advice: { explicitBucketBoundaries: [] } },
	{ advice: { explicitBucketBoundaries: [10, -Infinity, 1, Infinity] } },
	{},
];

type Random = ReturnType<typeof randomFrom>;
interface Measurement {
	instrument: number;
	value: number;
	attributes: Attributes;
}

/** All instruments on one meter; the observable ones tell what stands in `observed`. */
function instruments(meter: Meter, observed: Map<string, Measurement>) {
	const whole = { valueType: ValueType.INT, unit: '{item}', description: 'whole' };
	const observables = [
		meter.createObservableCounter('observable.counter'),
		meter.createObservableUpDownCounter('observable.up_down'),
		meter.createObservableGauge('observable.gauge', whole),
	];
	for (const [index, observable] of observables.slice(0, 2).entries()) {
		observable.addCallback(async (result) => {
			await Promise.resolve();
			for (const one of observed.values())
				if (one.instrument === index) result.observe(one.value, one.attributes);
		});
	}
	meter.addBatchObservableCallback((result) => {
		for (const { instrument, value, attributes } of observed.values()) {
			const observable = observables[instrument];
			if (instrument === 2 && observable !== undefined) result.observe(observable, value, attributes);
		}
	}, observables.slice(2));
	const adding = [
		meter.createCounter('counter'),
		meter.createCounter('whole', whole),
		meter.createUpDownCounter('up'),
	];
	const histograms = HISTOGRAM_OPTIONS.map((options, index) =>
		meter.createHistogram(`histogram.${index}`, options),
	);
	const recording = [...histograms, meter.createGauge('gauge', { unit: '1' })];
	return ({ instrument, value, attributes }: Measurement) => {
		if (instrument < adding.length) adding[instrument]?.add(value, attributes);
		else recording[instrument - adding.length]?.record(value, attributes);
	};
}

function measurement(random: Random, instruments: number): Measurement {
	const attributes = Object.fromEntries(random.shuffled(Object.entries(random.pick(ATTRIBUTES))));
	return { instrument: random.below(instruments), value: random.below(160) / 8 - 4, attributes };
}

function told({ scopeMetrics }: Pick<CollectedMetrics, 'scopeMetrics'>) {
	return scopeMetrics.map(({ scope, metrics }) => ({ scope, metrics: metrics.map(toldOf).sort(byName) }));
}

function toldOf(metric: MetricData) {
	const { name, description, unit, valueType } = metric.descriptor;
	const { aggregationTemporality, dataPointType } = metric;
	const points = metric.dataPoints.map(({ attributes, value }) => [canonical(attributes), value] as const);
	const isMonotonic = metric.dataPointType === DataPointType.SUM ? metric.isMonotonic : undefined;
	points.sort(([a], [b]) => (a < b ? -1 : 1));
	return { name, description, unit, valueType, aggregationTemporality, dataPointType, isMonotonic, points };
}

function byName(a: { name: string }, b: { name: string }): number {
	return a.name < b.name ? -1 : 1;
}

describe('the same as the official SDK', () => {
	for (const temporality of ['cumulative', 'delta', 'lowmemory'] as const) {
		test(`${temporality}: 100 random sequences of measurements and collections`, async () => {
			for (let seed = 1; seed <= 100; seed++) {
				const random = randomFrom(seed);
				const official = new Reader(temporality);
				const theirs = new OfficialProvider({ resource: RESOURCE, readers: [official] });
				const ours = provider();
				const reader = ours.reader(temporality);
				const other = ours.reader(random.pick(['cumulative', 'delta']));
				const observed = new Map<string, Measurement>();
				const record = [theirs, ours].map((one) =>
					instruments(one.getMeter('scope', '1.2', { schemaUrl: 'u' }), observed),
				);
				for (let step = 0; step < 60; step++) {
					const one = measurement(random, 8);
					for (const each of record) each(one);
					const seen = measurement(random, 3);
					if (seen.instrument === 0) seen.value = Math.abs(seen.value); // they make a negative one 0
					observed.set(`${seen.instrument} ${canonical(seen.attributes)}`, seen);
					if (random.below(20) === 0) await other.collect();
					if (random.below(12) > 0) continue;
					const [expected, actual] = await Promise.all([official.collect(), reader.collect()]);
					expect({ seed, step, told: told(actual) }).toEqual({
						seed,
						step,
						told: told(expected.resourceMetrics),
					});
				}
			}
		});
	}

	test('the same numbers for its enumerations', () => {
		const { DELTA, CUMULATIVE } = AggregationTemporality;
		const { HISTOGRAM, EXPONENTIAL_HISTOGRAM, GAUGE, SUM } = DataPointType;
		expect({ ...PointType }).toEqual({ DELTA, CUMULATIVE, HISTOGRAM, EXPONENTIAL_HISTOGRAM, GAUGE, SUM });
	});
});
