import type { Attributes } from '@opentelemetry/api';
import { METRICS } from '../catalogue';
import { instruments } from '../definition';
import { DeadlineError } from './deadline';
import type { CollectedMetrics } from './types';

export type Collect = () => Promise<CollectedMetrics>;

/** https://opentelemetry.io/docs/specs/semconv/otel/sdk-metrics/#metric-otelsdkmetric_readercollectionduration */
export type ReaderType = 'periodic_metric_reader' | 'prometheus_http_text_metric_exporter';

const duration = instruments('glasshouse.metrics').histogram(METRICS.collectionDuration);
const made: Record<ReaderType, number> = {
	periodic_metric_reader: 0,
	prometheus_http_text_metric_exporter: 0,
};

/** Collects as before, and records how long that took: the next collection tells of it. */
export function timed(type: ReaderType, collect: Collect): Collect {
	const attributes: Attributes = Object.freeze({
		'otel.component.name': `${type}/${made[type]++}`,
		'otel.component.type': type,
	});
	return async () => {
		const start = performance.now();
		try {
			const metrics = await collect();
			duration.record((performance.now() - start) / 1000, attributes);
			return metrics;
		} catch (error) {
			const failed = { ...attributes, 'error.type': errorType(error) };
			duration.record((performance.now() - start) / 1000, failed);
			throw error;
		}
	};
}

function errorType(error: unknown): string {
	if (error instanceof DeadlineError) return 'timeout';
	return error instanceof Error ? error.name : '_OTHER';
}
