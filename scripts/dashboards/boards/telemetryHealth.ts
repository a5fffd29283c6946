import { METRICS } from '../../../src/telemetry/catalogue';
import type { Dashboard, Section } from '../model';
import { divided, now, orZero, perSecond } from '../promql';
import { COST, SPANS } from './telemetryCost';

const REFUSED = { 'error.type': '!=""' };
const WELL = { 'error.type': '=""' };
const BY_REASON = ['error.type'] as const;

const SENT: Section = {
	title: 'What is sent',
	panels: [
		{
			title: 'Exported',
			kind: 'lines',
			unit: 'ops',
			width: 6,
			tells: 'Spans, log records and data points a second that the collector has taken.',
			act: 'a line that fell to zero while others go on is one signal with an endpoint of its own: look at its address.',
			queries: [
				{ expression: perSecond(METRICS.spansExported, { where: WELL }), legend: 'spans' },
				{ expression: perSecond(METRICS.logsExported, { where: WELL }), legend: 'log records' },
				{ expression: perSecond(METRICS.dataPointsExported, { where: WELL }), legend: 'data points' },
			],
		},
		{
			title: 'Dropped, by reason',
			kind: 'lines',
			unit: 'ops',
			width: 6,
			tells: 'What the collector did not get, a second, by the reason; data that is lost for good.',
			act: 'of what was rejected the collector’s log says why. For retries_exhausted it was away: set GLASSHOUSE_OTLP_SPOOL_DIR.',
			bad: 0.1,
			queries: [
				{
					expression: perSecond(METRICS.spansExported, { by: BY_REASON, where: REFUSED }),
					legend: 'spans: {{error.type}}',
				},
				{
					expression: perSecond(METRICS.logsExported, { by: BY_REASON, where: REFUSED }),
					legend: 'log records: {{error.type}}',
				},
				{
					expression: perSecond(METRICS.dataPointsExported, { by: BY_REASON, where: REFUSED }),
					legend: 'data points: {{error.type}}',
				},
			],
		},
		{
			title: 'Handed to the exporter',
			kind: 'lines',
			unit: 'ops',
			width: 6,
			tells: 'Spans and log records a second that went from the queue to the exporter.',
			act: 'if far more goes in than comes out, the collector is slow: see how long an attempt takes.',
			queries: [
				{ expression: perSecond(METRICS.spansProcessed, { where: WELL }), legend: 'spans' },
				{ expression: perSecond(METRICS.logsProcessed, { where: WELL }), legend: 'log records' },
			],
		},
		{
			title: 'Dropped before the exporter',
			kind: 'lines',
			unit: 'ops',
			width: 6,
			tells: 'Spans and log records a second for which there was no place in the queue.',
			act: 'raise OTEL_BSP_MAX_QUEUE_SIZE or OTEL_BLRP_MAX_QUEUE_SIZE, or sample less: the panel below tells how full they are.',
			bad: 0.1,
			queries: [
				{ expression: orZero(perSecond(METRICS.spansProcessed, { where: REFUSED })), legend: 'spans' },
				{ expression: orZero(perSecond(METRICS.logsProcessed, { where: REFUSED })), legend: 'log records' },
			],
		},
	],
};

const WAITING: Section = {
	title: 'What waits',
	panels: [
		{
			title: 'How full the queues are',
			kind: 'lines',
			unit: 'percentunit',
			width: 6,
			tells: 'The share of the queue that is taken. At 1, what comes is dropped.',
			act: 'the collector is slow or away. A larger queue buys time, a spool buys more.',
			bad: 0.8,
			queries: [
				{
					expression: divided(now(METRICS.spanQueueSize), now(METRICS.spanQueueCapacity)),
					legend: 'spans',
				},
				{
					expression: divided(now(METRICS.logQueueSize), now(METRICS.logQueueCapacity)),
					legend: 'log records',
				},
			],
		},
		{
			title: 'On the way',
			kind: 'lines',
			unit: 'short',
			width: 6,
			tells: 'Items that were handed to the exporter and of which nothing has been heard yet.',
			act: 'a line that stays up is a collector that neither answers nor refuses.',
			queries: [
				{ expression: now(METRICS.spansInflight), legend: 'spans' },
				{ expression: now(METRICS.logsInflight), legend: 'log records' },
				{ expression: now(METRICS.dataPointsInflight), legend: 'data points' },
			],
		},
		{
			title: 'Spool',
			kind: 'lines',
			unit: 'bytes',
			width: 6,
			tells: 'Bytes on disk that wait for the collector to come back; nothing where there is no spool.',
			act: 'the collector is away. The spool is full at GLASSHOUSE_OTLP_SPOOL_MAX_BYTES, and drops from then on.',
			queries: [
				{
					expression: now(METRICS.spoolSize, { by: ['glasshouse.signal'] }),
					legend: '{{glasshouse.signal}}',
				},
			],
		},
		{
			title: 'Items in the spool',
			kind: 'lines',
			unit: 'short',
			width: 6,
			tells: 'Spans, log records and data points on disk that wait for the collector to come back.',
			act: 'if it does not fall once the collector is back, read what it answers to the oldest: that is sent first.',
			queries: [
				{
					expression: now(METRICS.spoolItems, { by: ['glasshouse.signal'] }),
					legend: '{{glasshouse.signal}}',
				},
			],
		},
	],
};

export const TELEMETRY_HEALTH: Dashboard = {
	slug: 'telemetry-health',
	title: 'Telemetry health',
	description:
		'Whether what the app tells arrives: exported, dropped and why, waiting, sampled, and what it costs.',
	sections: [SENT, WAITING, COST, SPANS],
};
