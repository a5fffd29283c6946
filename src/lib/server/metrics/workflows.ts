import type { Attributes } from '@opentelemetry/api';
import { ATTR_ERROR_TYPE } from '@opentelemetry/semantic-conventions';
import type { MetricDefinition } from '../../../telemetry/definition';
import { WORK_BUCKETS_S } from './buckets';
import { errorType } from './errorType';
import { make } from './scope';

/** Of runs, their steps, and the queue before them. */
export const WORKFLOW_METRICS = {
	runs: {
		name: 'glasshouse.workflow.runs',
		instrument: 'counter',
		unit: '{run}',
		description: 'Number of runs that have ended, by the state in which they did.',
		attributes: ['glasshouse.run.state', 'glasshouse.run.trigger'],
	},
	activeRuns: {
		name: 'glasshouse.workflow.active_runs',
		instrument: 'upDownCounter',
		unit: '{run}',
		description: 'Number of runs that this process executes now.',
		attributes: [],
	},
	stepDuration: {
		name: 'glasshouse.workflow.step.duration',
		instrument: 'histogram',
		unit: 's',
		description: 'Duration of the steps of runs; what a recovered run had done already is not counted again.',
		attributes: ['glasshouse.step', ATTR_ERROR_TYPE],
		buckets: WORK_BUCKETS_S,
	},
	retries: {
		name: 'glasshouse.workflow.retries',
		instrument: 'counter',
		unit: '{attempt}',
		description: 'Number of further attempts of a request, by what the attempt before came to.',
		attributes: ['glasshouse.verdict'],
	},
	queueDepth: {
		name: 'glasshouse.queue.depth',
		instrument: 'observableGauge',
		unit: '{run}',
		description: 'Number of runs that wait in the queue, which all processes on a database share.',
		attributes: [],
	},
	queueLag: {
		name: 'glasshouse.queue.lag',
		instrument: 'observableGauge',
		unit: 's',
		description: 'How late the most overdue check or queued run is; 0 where nothing waits.',
		attributes: [],
	},
} as const satisfies Record<string, MetricDefinition>;

const runs = make.counter(WORKFLOW_METRICS.runs);
const stepDuration = make.histogram(WORKFLOW_METRICS.stepDuration);
const retries = make.counter(WORKFLOW_METRICS.retries);

/** How many runs are executed here now: 1 when one begins, -1 when it is over. */
export const activeRuns = make.upDownCounter(WORKFLOW_METRICS.activeRuns);

/** One run that has ended, and was not counted before. */
export function countRun(state: string, trigger: string): void {
	runs.add(1, { 'glasshouse.run.state': state, 'glasshouse.run.trigger': trigger });
}

/** One attempt to carry out a step. @param error what it threw, if it did */
export function recordStep(step: string, ms: number, error?: unknown): void {
	const attributes: Attributes = { 'glasshouse.step': step };
	if (error !== undefined) attributes[ATTR_ERROR_TYPE] = errorType(error);
	stepDuration.record(ms / 1000, attributes);
}

/** Another attempt of a request. @param verdict what the one before came to */
export function countRetry(verdict: string): void {
	retries.add(1, { 'glasshouse.verdict': verdict });
}
