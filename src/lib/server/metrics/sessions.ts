import type { MetricDefinition } from '../../../telemetry/definition';
import { make } from './scope';

/** Of the session telemetry bus. */
export const SESSION_METRICS = {
	sessionDrops: {
		name: 'glasshouse.session.dropped',
		instrument: 'counter',
		unit: '{event}',
		description: 'Number of session events, or values of them, that somebody did not get, by the reason.',
		attributes: ['glasshouse.drop.reason'],
	},
} as const satisfies Record<string, MetricDefinition>;

const sessionDrops = make.counter(SESSION_METRICS.sessionDrops);

/** Session events that were dropped. @param reason of low cardinality, such as `rate` */
export function countSessionDrops(reason: string, count: number): void {
	sessionDrops.add(count, { 'glasshouse.drop.reason': reason });
}
