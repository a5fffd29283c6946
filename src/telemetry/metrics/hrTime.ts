import type { HrTime } from '@opentelemetry/api';

/** @param ms whole milliseconds since 1970 */
export function hrTime(ms: number): HrTime {
	return [Math.floor(ms / 1000), (ms % 1000) * 1e6];
}
