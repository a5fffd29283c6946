import { heapSize } from 'bun:jsc';
import type { Meter } from '@opentelemetry/api';
import { METRICS } from '../../catalogue';
import { HeapCensus } from './heapCensus';
import { observeTogether } from './observe';

/**
 * JavaScriptCore's heap. Its sizes cost microseconds; its objects have to be counted, see `HeapCensus`.
 * @returns what ends it
 */
export function observeHeap(meter: Meter): () => void {
	const census = new HeapCensus();
	const definitions = {
		size: METRICS.jscHeapSize,
		extra: METRICS.jscHeapExtraMemory,
		capacity: METRICS.jscHeapCapacity,
		objects: METRICS.jscObjects,
		protectedObjects: METRICS.jscProtectedObjects,
		promises: METRICS.bunPromises,
	};
	return observeTogether(meter, definitions, (observe) => {
		const size = heapSize();
		const { external } = process.memoryUsage();
		observe('size', size);
		observe('extra', external);
		const counted = census.latest(size - external);
		if (counted === undefined) return;
		observe('capacity', counted.capacity);
		observe('objects', counted.objects);
		observe('protectedObjects', counted.protectedObjects);
		observe('promises', counted.promises);
	});
}
