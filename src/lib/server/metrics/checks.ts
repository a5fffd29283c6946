import type { Attributes } from '@opentelemetry/api';
import { ATTR_ERROR_TYPE } from '@opentelemetry/semantic-conventions';
import type { MetricDefinition } from '../../../telemetry/definition';
import { WORK_BUCKETS_S } from './buckets';
import { errorType } from './errorType';
import { make } from './scope';

const CHECK = ['glasshouse.check.id', 'glasshouse.check.name'] as const;

/** Of checks, their targets, and who is told. */
export const CHECK_METRICS = {
	checkUp: {
		name: 'glasshouse.check.up',
		instrument: 'observableGauge',
		unit: '1',
		description: '1 where the last conclusive run of an enabled check passed, 0 where it failed.',
		attributes: CHECK,
	},
	checkLatency: {
		name: 'glasshouse.check.latency',
		instrument: 'histogram',
		unit: 's',
		description: 'How long the targets of checks took to answer, redirects included.',
		attributes: CHECK,
		buckets: WORK_BUCKETS_S,
	},
	webhooks: {
		name: 'glasshouse.webhooks',
		instrument: 'counter',
		unit: '{webhook}',
		description: 'Number of webhooks sent; with `error.type`, those that were not taken.',
		attributes: [ATTR_ERROR_TYPE],
	},
} as const satisfies Record<string, MetricDefinition>;

const checkLatency = make.histogram(CHECK_METRICS.checkLatency);
const webhooks = make.counter(CHECK_METRICS.webhooks);

/** How long the target of a check took to answer, in milliseconds. */
export function recordLatency(check: { id: string; name: string }, ms: number): void {
	checkLatency.record(ms / 1000, checkAttributes(check));
}

export function checkAttributes({ id, name }: { id: string; name: string }): Attributes {
	return { 'glasshouse.check.id': id, 'glasshouse.check.name': name };
}

/** A webhook that was taken, or what kept it from being. */
export function countWebhook(error?: unknown): void {
	webhooks.add(1, error === undefined ? undefined : { [ATTR_ERROR_TYPE]: errorType(error) });
}
