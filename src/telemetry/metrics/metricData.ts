import type {
	GaugeMetricData,
	Histogram,
	HistogramMetricData,
	MetricDescriptor,
	SumMetricData,
} from '@opentelemetry/sdk-metrics';
import { isGauge, isMonotonic, type InstrumentDescriptor } from './descriptor';
import { CUMULATIVE, DELTA, GAUGE, HISTOGRAM, SUM } from './pointTypes';
import type { PointWithExemplars } from './types';

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
