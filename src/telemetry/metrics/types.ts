import type { Attributes, HrTime } from '@opentelemetry/api';
import type { DataPoint, MetricData, ResourceMetrics, ScopeMetrics } from '@opentelemetry/sdk-metrics';

/** A measurement that stands for its bucket, with the span in which it was made. */
export interface Exemplar {
	/** Attributes of the measurement that are not on the point; usually empty. */
	readonly filteredAttributes: Attributes;
	readonly value: number;
	readonly timestamp: HrTime;
	readonly traceId: string;
	readonly spanId: string;
}

/** The SDK's points, with what the JavaScript SDK leaves out. */
export type PointWithExemplars<T> = DataPoint<T> & { readonly exemplars?: readonly Exemplar[] };

/** What one collection yields: structurally the SDK's, so that any of its exporters can take it. */
export interface CollectedMetrics extends ResourceMetrics {
	scopeMetrics: (ScopeMetrics & { metrics: MetricData[] })[];
}

export type ExemplarFilter = 'always_on' | 'always_off' | 'trace_based';
export type Temporality = 'cumulative' | 'delta' | 'lowmemory';
