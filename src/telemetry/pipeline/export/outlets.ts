import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import type { OtlpTarget, TelemetryConfig } from '../../config';
import type { Signal } from '../../health/types';
import { encodeLogs } from '../../otlp/encode';
import type { EndedSpan } from '../../otlp/endedSpan';
import { createBackground } from './background';
import { BatchOutlet } from './batchOutlet';
import type { ItemKind } from './load';
import { MetricsOutlet } from './metricsOutlet';
import { PendingItems } from './pending';
import { PendingSpans } from './pendingSpans';
import { createPost } from './post';
import { Spool } from './spool/spool';

/** Of the time that a stop may take, the part in which it still tries to send; the rest is for keeping and counting. */
const GRACE = 0.6;

const LOG_RECORDS: ItemKind<ReadableLogRecord> = { encode: encodeLogs };

/** Where each signal goes over OTLP; `null` where it does not. */
export interface Outlets {
	readonly traces: BatchOutlet<ReadableSpan | EndedSpan> | null;
	readonly metrics: MetricsOutlet | null;
	readonly logs: BatchOutlet<ReadableLogRecord> | null;
	readonly spool: Spool | null;
}

/** @throws ConfigError where the spool, a header or a certificate cannot be used */
export function openOutlets(config: TelemetryConfig): Outlets {
	const targets = {
		traces: targetOf(config, 'traces'),
		metrics: targetOf(config, 'metrics'),
		logs: targetOf(config, 'logs'),
	};
	const isUsed = Object.values(targets).some((target) => target !== null);
	const spool = config.spool !== null && isUsed ? Spool.open(config.spool) : null;
	const shared = {
		post: createPost(globalThis.fetch),
		spool,
		background: createBackground(),
		graceMs: config.flushTimeoutMs * GRACE,
	};
	const { traces, metrics, logs } = targets;
	return {
		traces:
			traces &&
			new BatchOutlet(
				{ ...shared, signal: 'traces', target: traces },
				config.spanBatch,
				new PendingSpans(config.spanBatch),
			),
		metrics:
			metrics &&
			new MetricsOutlet({
				...shared,
				signal: 'metrics',
				target: metrics,
				deadlineMs: config.metricExportTimeoutMs,
			}),
		logs:
			logs &&
			new BatchOutlet(
				{ ...shared, signal: 'logs', target: logs },
				config.logBatch,
				new PendingItems(config.logBatch, LOG_RECORDS),
			),
		spool,
	};
}

function targetOf(config: TelemetryConfig, signal: Signal): OtlpTarget | null {
	return exportersOf(config, signal).includes('otlp') ? config[signal] : null;
}

/** What was asked for, whether or not there is an endpoint. */
export function exportersOf(config: TelemetryConfig, signal: Signal): readonly string[] {
	if (signal === 'traces') return config.tracesExporters;
	return signal === 'logs' ? config.logsExporters : config.metricsExporters;
}
