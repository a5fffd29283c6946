import { DATABASE_METRICS } from './catalogue/database';
import { HTTP_METRICS } from './catalogue/http';
import { ITSELF_METRICS } from './catalogue/itself';
import { RUNTIME_METRICS } from './catalogue/runtime';
import { WEBSOCKET_METRICS } from './catalogue/websocket';
import type { MetricDefinition } from './definition';

export { SPANS } from './catalogue/spans';

/**
 * Every metric that the library emits. Names, units, buckets and attributes are those of OpenTelemetry's semantic
 * conventions where these know the thing; `bun.*`, `jsc.*`, `websocket.*` and `glasshouse.*` are our own.
 */
export const METRICS = {
	...HTTP_METRICS,
	...WEBSOCKET_METRICS,
	...DATABASE_METRICS,
	...RUNTIME_METRICS,
	...ITSELF_METRICS,
} as const satisfies Record<string, MetricDefinition>;
