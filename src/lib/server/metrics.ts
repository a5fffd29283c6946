import type { MetricDefinition } from '../../telemetry/definition';
import { BROWSER_METRICS } from './metrics/browser';
import { CALL_METRICS } from './metrics/calls';
import { CHECK_METRICS } from './metrics/checks';
import { FEED_METRICS } from './metrics/feed';
import { LEAK_METRICS } from './metrics/leaks';
import { LOG_METRICS } from './metrics/log';
import { SESSION_METRICS } from './metrics/sessions';
import { WORKFLOW_METRICS } from './metrics/workflows';

/**
 * Everything that the app itself measures; what the library measures stands in $telemetry/catalogue. The files that
 * define it also record it.
 */
export const METRICS = {
	...CALL_METRICS,
	...WORKFLOW_METRICS,
	...CHECK_METRICS,
	...BROWSER_METRICS,
	...LOG_METRICS,
	...FEED_METRICS,
	...LEAK_METRICS,
	...SESSION_METRICS,
} as const satisfies Record<string, MetricDefinition>;
