/* eslint-disable @typescript-eslint/no-unsafe-enum-assignment -- to load the SDK's metrics for a few numbers takes
   a tenth of the start; tests hold these to its own */
import type { AggregationTemporality, DataPointType } from '@opentelemetry/sdk-metrics';

export const DELTA: AggregationTemporality.DELTA = 0;
export const CUMULATIVE: AggregationTemporality.CUMULATIVE = 1;
export const HISTOGRAM: DataPointType.HISTOGRAM = 0;
export const EXPONENTIAL_HISTOGRAM: DataPointType.EXPONENTIAL_HISTOGRAM = 1;
export const GAUGE: DataPointType.GAUGE = 2;
export const SUM: DataPointType.SUM = 3;
