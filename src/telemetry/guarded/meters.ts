import {
	createNoopMeter,
	metrics,
	type Attributes,
	type BatchObservableCallback,
	type Context,
	type Meter,
	type MeterProvider,
	type MetricOptions,
	type Observable,
} from '@opentelemetry/api';
import { guard } from '../guard';

const NOOP = createNoopMeter();

interface Adds<A> {
	add(value: number, attributes?: A, context?: Context): void;
}

interface Records<A> {
	record(value: number, attributes?: A, context?: Context): void;
}

class GuardedMeter implements Meter {
	constructor(private readonly meter: Meter) {}

	createGauge<A extends Attributes>(name: string, options?: MetricOptions) {
		return recording<A>(this.made((meter) => meter.createGauge(name, options)));
	}

	createHistogram<A extends Attributes>(name: string, options?: MetricOptions) {
		return recording<A>(this.made((meter) => meter.createHistogram(name, options)));
	}

	createCounter<A extends Attributes>(name: string, options?: MetricOptions) {
		return adding<A>(this.made((meter) => meter.createCounter(name, options)));
	}

	createUpDownCounter<A extends Attributes>(name: string, options?: MetricOptions) {
		return adding<A>(this.made((meter) => meter.createUpDownCounter(name, options)));
	}

	createObservableGauge<A extends Attributes>(name: string, options?: MetricOptions) {
		return this.made((meter) => meter.createObservableGauge<A>(name, options));
	}

	createObservableCounter<A extends Attributes>(name: string, options?: MetricOptions) {
		return this.made((meter) => meter.createObservableCounter<A>(name, options));
	}

	createObservableUpDownCounter<A extends Attributes>(name: string, options?: MetricOptions) {
		return this.made((meter) => meter.createObservableUpDownCounter<A>(name, options));
	}

	addBatchObservableCallback<A extends Attributes>(
		callback: BatchObservableCallback<A>,
		observables: Observable<A>[],
	): void {
		guard('Adding a callback', () => this.meter.addBatchObservableCallback(callback, observables));
	}

	removeBatchObservableCallback<A extends Attributes>(
		callback: BatchObservableCallback<A>,
		observables: Observable<A>[],
	): void {
		guard('Removing a callback', () => this.meter.removeBatchObservableCallback(callback, observables));
	}

	private made<T>(create: (meter: Meter) => T): T {
		return guard('Making an instrument', () => create(this.meter)) ?? create(NOOP);
	}
}

function adding<A>(counter: Adds<A>): Adds<A> {
	return { add: (...counted) => guard('Counting', () => counter.add(...counted)) };
}

function recording<A>(histogram: Records<A>): Records<A> {
	return { record: (...measured) => guard('Measuring', () => histogram.record(...measured)) };
}

/** The meters of the global provider, for instrumentations of others, which call them unguarded. */
export const guardedMeters: MeterProvider = {
	getMeter: (...scope) =>
		new GuardedMeter(guard('Getting a meter', () => metrics.getMeter(...scope)) ?? NOOP),
};
