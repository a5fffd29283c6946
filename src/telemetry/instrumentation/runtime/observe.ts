import type { Attributes, BatchObservableResult, Meter, Observable } from '@opentelemetry/api';
import { observable, type MetricDefinition } from '../../definition';
import { guard } from '../../guard';

type Observe<K> = (key: K, value: number, attributes?: Attributes) => void;

/**
 * Observes several instruments out of one reading.
 * @param read is called once a collection; what it does not observe has no point in it
 * @returns what ends it
 */
export function observeTogether<K extends string>(
	meter: Meter,
	definitions: Record<K, MetricDefinition>,
	read: (observe: Observe<K>) => void,
): () => void {
	const instruments = new Map<string, Observable>();
	for (const [key, definition] of Object.entries<MetricDefinition>(definitions)) {
		instruments.set(key, observable(meter, definition));
	}
	const collect = (result: BatchObservableResult) => {
		const observe: Observe<K> = (key, value, attributes) => {
			const instrument = instruments.get(key);
			if (instrument !== undefined) result.observe(instrument, value, attributes);
		};
		guard('Reading the runtime', () => read(observe));
	};
	const observables = [...instruments.values()];
	meter.addBatchObservableCallback(collect, observables);
	return () => meter.removeBatchObservableCallback(collect, observables);
}
