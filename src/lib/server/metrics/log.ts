import type { Attributes } from '@opentelemetry/api';
import type { MetricDefinition } from '../../../telemetry/definition';
import { make } from './scope';

/** Of the log. */
export const LOG_METRICS = {
	logLines: {
		name: 'glasshouse.log.lines',
		instrument: 'counter',
		unit: '{line}',
		description: 'Number of log lines, whichever way they went.',
		attributes: ['glasshouse.log.level'],
	},
} as const satisfies Record<string, MetricDefinition>;

const logLines = make.counter(LOG_METRICS.logLines);
const levels = new Map<string, Attributes>();

export function countLogLine(level: unknown): void {
	if (typeof level === 'string') logLines.add(1, levelAttributes(level));
}

/** One object for a level: log lines are many, levels are six. */
function levelAttributes(level: string): Attributes {
	let attributes = levels.get(level);
	if (attributes === undefined) levels.set(level, (attributes = { 'glasshouse.log.level': level }));
	return attributes;
}
