import type {
	AggregationTemporality,
	DataPointType,
	GaugeMetricData,
	Histogram,
	HistogramMetricData,
	MetricDescriptor,
	SumMetricData,
} from '@opentelemetry/sdk-metrics';
import { isGauge, isMonotonic, type InstrumentDescriptor } from './descriptor';
import type { PointWithExemplars } from './types';

/* The SDK's numbers, which a test compares: its package takes tens of milliseconds to load. */
/* eslint-disable @typescript-eslint/no-unsafe-enum-assignment */
export const DELTA: AggregationTemporality.DELTA = 0;
export const CUMULATIVE: AggregationTemporality.CUMULATIVE = 1;
export const HISTOGRAM: DataPointType.HISTOGRAM = 0;
export const GAUGE: DataPointType.GAUGE = 2;
export const SUM: DataPointType.SUM = 3;
/* eslint-enable @typescript-eslint/no-unsafe-enum-assignment */

export function numberData(
	descriptor: InstrumentDescriptor,
	delta: boolean,
	dataPoints: PointWithExemplars<number>[],
): SumMetricData | GaugeMetricData {
	const metric = {
		descriptor: shown(descriptor),
		aggregationTemporality: delta ? DELTA : CUMULATIVE,
		dataPoints,
	};
	if (isGauge(descriptor.kind)) return { ...metric, dataPointType: GAUGE };
	return { ...metric, dataPointType: SUM, isMonotonic: isMonotonic(descriptor.kind) };
}

export function histogramData(
	descriptor: InstrumentDescriptor,
	delta: boolean,
	dataPoints: PointWithExemplars<Histogram>[],
): HistogramMetricData {
	return {
		descriptor: shown(descriptor),
		aggregationTemporality: delta ? DELTA : CUMULATIVE,
		dataPointType: HISTOGRAM,
		dataPoints,
	};
}

function shown({ name, description, unit, valueType }: InstrumentDescriptor): MetricDescriptor {
	return { name, description, unit, valueType };
}
