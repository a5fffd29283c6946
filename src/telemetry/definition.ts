import {
	metrics,
	type Attributes,
	type Context,
	type Counter,
	type Gauge,
	type Histogram,
	type Meter,
	type ObservableCounter,
	type ObservableGauge,
	type ObservableUpDownCounter,
	type UpDownCounter,
} from '@opentelemetry/api';

/** One metric, as a catalogue tells it: code, documentation and dashboards are made from the same object. */
export interface MetricDefinition {
	/** As it goes over OTLP: OpenTelemetry's own name where there is one. */
	readonly name: string;
	readonly instrument:
		| 'counter'
		| 'upDownCounter'
		| 'histogram'
		| 'gauge'
		| 'observableCounter'
		| 'observableUpDownCounter'
		| 'observableGauge';
	/** UCUM: `s`, `By`, `1`, `{request}`. */
	readonly unit: string;
	readonly description: string;
	/** Every attribute key that its points may carry. */
	readonly attributes: readonly string[];
	/** Upper bounds, of a histogram only; in `unit`. */
	readonly buckets?: readonly number[];
}

/** One kind of span that is emitted, for the documentation and the tests that hold it to it. */
export interface SpanDefinition {
	/** With placeholders: `{method} {http.route}`. */
	readonly name: string;
	readonly kind: 'internal' | 'server' | 'client' | 'producer' | 'consumer';
	/** The name of the instrumentation scope. */
	readonly scope: string;
	readonly description: string;
	/** Every attribute key that it may carry. */
	readonly attributes: readonly string[];
}

type Options = { unit: string; description: string; advice?: { explicitBucketBoundaries: number[] } };

function options({ unit, description, buckets }: MetricDefinition): Options {
	if (buckets === undefined) return { unit, description };
	return { unit, description, advice: { explicitBucketBoundaries: [...buckets] } };
}

/**
 * Instruments for definitions, made when they are first used: `@opentelemetry/api` has no proxy for meters, so
 * what is made before the start would be a no-op for ever.
 * @param scope the name of the instrumentation scope
 */
export function instruments(scope: string) {
	const meter = () => metrics.getMeter(scope);
	return {
		counter: (definition: MetricDefinition): Pick<Counter, 'add'> =>
			adding(() => meter().createCounter(definition.name, options(definition))),
		upDownCounter: (definition: MetricDefinition): Pick<UpDownCounter, 'add'> =>
			adding(() => meter().createUpDownCounter(definition.name, options(definition))),
		histogram: (definition: MetricDefinition): Pick<Histogram, 'record'> =>
			recording(() => meter().createHistogram(definition.name, options(definition))),
		gauge: (definition: MetricDefinition): Pick<Gauge, 'record'> =>
			recording(() => meter().createGauge(definition.name, options(definition))),
	};
}

/** An observable instrument of a meter that is in place already. */
export function observable(
	meter: Meter,
	definition: MetricDefinition,
): ObservableCounter | ObservableUpDownCounter | ObservableGauge {
	switch (definition.instrument) {
		case 'observableCounter':
			return meter.createObservableCounter(definition.name, options(definition));
		case 'observableUpDownCounter':
			return meter.createObservableUpDownCounter(definition.name, options(definition));
		case 'observableGauge':
			return meter.createObservableGauge(definition.name, options(definition));
		default:
			throw new TypeError(`${definition.name} is a ${definition.instrument}, which nobody observes`);
	}
}

function adding(create: () => Pick<Counter, 'add'>): Pick<Counter, 'add'> {
	let made: Pick<Counter, 'add'> | undefined;
	return {
		add: (value: number, attributes?: Attributes, context?: Context) =>
			(made ??= create()).add(value, attributes, context),
	};
}

function recording(create: () => Pick<Histogram, 'record'>): Pick<Histogram, 'record'> {
	let made: Pick<Histogram, 'record'> | undefined;
	return {
		record: (value: number, attributes?: Attributes, context?: Context) =>
			(made ??= create()).record(value, attributes, context),
	};
}
