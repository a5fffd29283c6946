import type { SlowThresholds } from '../config';

/** Minutes, so that no stall of the machine makes a span of a test slow. */
export const NOTHING_IS_SLOW: SlowThresholds = { defaultMs: 60_000, byRouteMs: {} };
