import { diag, ValueType, type MetricOptions } from '@opentelemetry/api';
import type { MetricDescriptor } from '@opentelemetry/sdk-metrics';
import type { MetricDefinition } from '../definition';
import type { Temporality } from './types';

export type InstrumentKind = MetricDefinition['instrument'];

/** What tells one instrument from another, and what its metrics are called. */
export interface InstrumentDescriptor extends MetricDescriptor {
	readonly kind: InstrumentKind;
	/** Upper bounds of a histogram's buckets, ascending and finite; empty for every other kind. */
	readonly boundaries: number[];
}

/** https://opentelemetry.io/docs/specs/otel/metrics/sdk/#explicit-bucket-histogram-aggregation */
const DEFAULT_BOUNDARIES = [0, 5, 10, 25, 50, 75, 100, 250, 500, 750, 1000, 2500, 5000, 7500, 10_000];
/** https://opentelemetry.io/docs/specs/otel/metrics/api/#instrument-name-syntax */
const NAME = /^[a-z][a-z0-9_.\-/]{0,254}$/i;

export function describeInstrument(
	name: string,
	kind: InstrumentKind,
	options: MetricOptions = {},
): InstrumentDescriptor {
	if (!NAME.test(name)) {
		diag.warn(
			`Invalid metric name ${JSON.stringify(name)}: expected a letter, then up to 254 of a-z 0-9 _ . - /`,
		);
	}
	return {
		name,
		kind,
		description: options.description ?? '',
		unit: options.unit ?? '',
		valueType: options.valueType ?? ValueType.DOUBLE,
		boundaries: kind === 'histogram' ? boundaries(name, options.advice?.explicitBucketBoundaries) : [],
	};
}

/** Sorted, without what a bucket has anyway (infinity) or cannot have (the same bound twice). */
function boundaries(name: string, advised: unknown): number[] {
	if (advised === undefined) return DEFAULT_BOUNDARIES;
	if (Array.isArray(advised) && advised.every((bound) => typeof bound === 'number' && !Number.isNaN(bound))) {
		const finite = advised.filter((bound): bound is number => Number.isFinite(bound));
		return [...new Set(finite)].sort((a, b) => a - b);
	}
	diag.warn(`Invalid bucket boundaries for ${name}: expected numbers; the default ones are used`);
	return DEFAULT_BOUNDARIES;
}

/**
 * Whether a reader gets this kind as the change since its last collection.
 * https://opentelemetry.io/docs/specs/otel/metrics/sdk_exporters/otlp/#additional-environment-variable-configuration
 */
export function isDelta(temporality: Temporality, kind: InstrumentKind): boolean {
	if (temporality === 'cumulative') return false;
	if (kind === 'counter' || kind === 'histogram') return true;
	return temporality === 'delta' && kind === 'observableCounter';
}

export function isMonotonic(kind: InstrumentKind): boolean {
	return kind === 'counter' || kind === 'observableCounter';
}

export function isGauge(kind: InstrumentKind): boolean {
	return kind === 'gauge' || kind === 'observableGauge';
}
