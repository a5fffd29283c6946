import type { Context, Meter } from '@opentelemetry/api';
import type { MetricDefinition } from '../../definition';

/** Makes and fills an instrument for each definition. */
export function definedInstruments(
	meter: Meter,
	definitions: readonly MetricDefinition[],
	context: Context,
): void {
	for (const definition of definitions) fill(meter, definition, context);
}

function fill(
	meter: Meter,
	{ name, instrument, unit, description, buckets = [] }: MetricDefinition,
	context: Context,
): void {
	const options = { unit, description, advice: { explicitBucketBoundaries: [...buckets] } };
	switch (instrument) {
		case 'counter':
			return meter.createCounter(name, options).add(3, {}, context);
		case 'upDownCounter':
			return meter.createUpDownCounter(name, options).add(-3, {}, context);
		case 'gauge':
			return meter.createGauge(name, options).record(0.5, {}, context);
		case 'histogram':
			return meter.createHistogram(name, options).record(0.3, { 'error.type': 'Error' }, context);
		case 'observableCounter':
			return meter.createObservableCounter(name, options).addCallback((result) => result.observe(1));
		case 'observableUpDownCounter':
			return meter.createObservableUpDownCounter(name, options).addCallback((result) => result.observe(-1));
		case 'observableGauge':
			return meter.createObservableGauge(name, options).addCallback((result) => result.observe(0.5));
	}
}
