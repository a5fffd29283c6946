import type { MetricDefinition } from '../../../telemetry/definition';

/** What is said of spans that nobody ends; part of the app's catalogue in `../metrics`. */
export const LEAK_METRICS = {
	leakedSpans: {
		name: 'glasshouse.spans.leaked',
		instrument: 'counter',
		unit: '{span}',
		description: 'Number of spans that were open for longer than anything should take: nobody ends them.',
		attributes: [],
	},
} as const satisfies Record<string, MetricDefinition>;
