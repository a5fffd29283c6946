/* eslint-disable @typescript-eslint/no-unsafe-enum-assignment -- to load the SDK's metrics for four numbers takes
   a tenth of the start; a test holds these to `DataPointType` */
import type { DataPointType } from '@opentelemetry/sdk-metrics';

export const HISTOGRAM = 0 as DataPointType.HISTOGRAM;
export const EXPONENTIAL_HISTOGRAM = 1 as DataPointType.EXPONENTIAL_HISTOGRAM;
export const GAUGE = 2 as DataPointType.GAUGE;
export const SUM = 3 as DataPointType.SUM;
