import { metrics, type Meter } from '@opentelemetry/api';
import { observeEventLoop } from './runtime/eventLoop';
import { observeHeap } from './runtime/heap';
import { observeProcess } from './runtime/process';

/** As long as OTEL_METRIC_EXPORT_INTERVAL, unless that is set. */
const WINDOW_MS = 60_000;
/** Who collects more rarely is told of this much: what is remembered is bounded, and sorted at each collection. */
const MOST_WINDOW_MS = 600_000;

/**
 * Metrics of the event loop, the process and JavaScriptCore's heap. Several readers may collect, each when it
 * likes: what tells of a time tells of a window that slides, and no reader takes anything away from another.
 * @param meter of a provider that is in place already: the API has no proxy for observable instruments
 * @param windowMs the longest interval at which somebody collects, so that nothing falls between two collections;
 * at most ten minutes count
 * @returns what stops it
 */
export function instrumentRuntime(
	meter: Meter = metrics.getMeter('glasshouse.runtime'),
	windowMs = WINDOW_MS,
): () => void {
	const boundedMs = Math.min(windowMs, MOST_WINDOW_MS);
	const stops = [observeEventLoop(meter, boundedMs), observeProcess(meter, boundedMs), observeHeap(meter)];
	return () => {
		for (const stop of stops) stop();
	};
}
