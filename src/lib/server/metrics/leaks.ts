import type { MetricDefinition } from '../../../telemetry/definition';
import { make } from './scope';

/** Of spans that nobody ends. */
export const LEAK_METRICS = {
	leakedSpans: {
		name: 'glasshouse.spans.leaked',
		instrument: 'counter',
		unit: '{span}',
		description: 'Number of spans that were open for longer than anything should take: nobody ends them.',
		attributes: [],
	},
} as const satisfies Record<string, MetricDefinition>;

/** How many were found. */
export const leakedSpans = make.counter(LEAK_METRICS.leakedSpans);
