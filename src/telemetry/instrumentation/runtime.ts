import { metrics, type Meter } from '@opentelemetry/api';
import { observeEventLoop } from './runtime/eventLoop';
import { observeHeap } from './runtime/heap';
import { observeProcess } from './runtime/process';

/** As long as OTEL_METRIC_EXPORT_INTERVAL, unless that is set. */
const WINDOW_MS = 60_000;

/**
 * Metrics of the event loop, the process and JavaScriptCore's heap. Several readers may collect, each when it
 * likes: what tells of a time tells of a window that slides, and no reader takes anything away from another.
 * @param meter of a provider that is in place already: the API has no proxy for observable instruments
 * @param windowMs the longest interval at which somebody collects, so that nothing falls between two collections
 * @returns what stops it
 */
export function instrumentRuntime(
	meter: Meter = metrics.getMeter('glasshouse.runtime'),
	windowMs = WINDOW_MS,
): () => void {
	const stops = [observeEventLoop(meter, windowMs), observeProcess(meter, windowMs), observeHeap(meter)];
	return () => {
		for (const stop of stops) stop();
	};
}
