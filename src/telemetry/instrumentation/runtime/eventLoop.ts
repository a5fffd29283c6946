import type { Meter } from '@opentelemetry/api';
import { METRICS } from '../../catalogue';
import { DelayWindow, type DelayStatistics } from './delayWindow';
import { observeTogether } from './observe';

const MS = 1e-3;

let watched: DelayWindow | undefined;

/**
 * The delays of the last `lastMs` milliseconds, out of what is measured for the metrics.
 * @returns `undefined` where nobody measures
 */
export function recentDelays(lastMs: number): DelayStatistics | undefined {
	return watched?.statistics(lastMs);
}

/** @returns what stops the watching of the event loop */
export function observeEventLoop(meter: Meter, windowMs: number): () => void {
	const delays = new DelayWindow(windowMs);
	watched = delays;
	const definitions = {
		min: METRICS.eventLoopDelayMin,
		max: METRICS.eventLoopDelayMax,
		mean: METRICS.eventLoopDelayMean,
		p50: METRICS.eventLoopDelayP50,
		p90: METRICS.eventLoopDelayP90,
		p99: METRICS.eventLoopDelayP99,
	};
	const leave = observeTogether(meter, definitions, (observe) => {
		const delay = delays.statistics();
		if (delay === undefined) return;
		observe('min', delay.minMs * MS);
		observe('max', delay.maxMs * MS);
		observe('mean', delay.meanMs * MS);
		observe('p50', delay.p50Ms * MS);
		observe('p90', delay.p90Ms * MS);
		observe('p99', delay.p99Ms * MS);
	});
	return () => {
		leave();
		delays.stop();
		if (watched === delays) watched = undefined;
	};
}
