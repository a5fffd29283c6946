import { ValueType } from '@opentelemetry/api';
import type { AggregationTemporality, DataPoint } from '@opentelemetry/sdk-metrics';
import type { Exemplar, PointWithExemplars } from '../metrics/types';
import { isInt64 } from './value';

/** Of a point as the SDK types it; only our own meters attach them. */
export function exemplarsOf<T>(point: DataPoint<T>): readonly Exemplar[] {
	return (point as PointWithExemplars<T>).exemplars ?? [];
}

/** `ValueType.INT`; a value that is no integer after all goes out as the double that it is. */
export function isInteger(type: ValueType, value: number): boolean {
	return type === ValueType.INT && isInt64(value);
}

/** OTLP counts its temporalities from 1: DELTA, CUMULATIVE. */
export function otlpTemporality(temporality: AggregationTemporality): number {
	return temporality + 1;
}
