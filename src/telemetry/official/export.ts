import type { LogRecordProcessor } from '@opentelemetry/sdk-logs';
import type { SpanProcessor } from '@opentelemetry/sdk-trace';
import type { TelemetryConfig } from '../config';
import { report } from '../guard';
import { NOTHING_SENT } from '../health/nothingSent';
import type { Signal, SignalHealth } from '../health/types';
import { settleWithin } from '../pipeline/bounded';
import { consoleLogs, consoleSpans } from '../pipeline/export/console';
import { Account } from './account';
import { LogRecordBatches, SpanBatches } from './batching';
import { metricReaders, type Readers } from './metrics';

/** Of the time that a stop may take; in the rest it is told what was not sent. */
const GRACE = 0.9;

const EXPORTERS = { traces: 'tracesExporters', metrics: 'metricsExporters', logs: 'logsExporters' } as const;
const SIGNALS: readonly Signal[] = ['traces', 'metrics', 'logs'];

/** Where everything goes by the official exporters, and the account of it. */
export class OfficialExport {
	readonly spanProcessors: readonly SpanProcessor[];
	readonly logRecordProcessors: readonly LogRecordProcessor[];
	readonly readers: Readers;
	private readonly accounts: Readonly<Record<Signal, Account | null>>;

	/** @throws ConfigError where a header or a certificate cannot be used */
	constructor(private readonly config: TelemetryConfig) {
		const traces = accountOf(config, 'traces', config.spanBatch.maxQueueSize);
		const metrics = accountOf(config, 'metrics');
		const logs = accountOf(config, 'logs', config.logBatch.maxQueueSize);
		this.accounts = { traces, metrics, logs };
		this.spanProcessors = [
			...(traces === null ? [] : [new SpanBatches(config, traces)]),
			...(config.tracesExporters.includes('console') ? [consoleSpans()] : []),
		];
		this.readers = metricReaders(config, metrics);
		this.logRecordProcessors = [
			...(logs === null ? [] : [new LogRecordBatches(config, logs)]),
			...(config.logsExporters.includes('console') ? [consoleLogs()] : []),
		];
	}

	/** Registers what is read when metrics are collected: the meters have to be in place. */
	observe(): void {
		for (const account of Object.values(this.accounts)) account?.observe();
	}

	/** Of all three signals, in this order: traces, metrics, logs. */
	health(): SignalHealth[] {
		return SIGNALS.map((signal) => {
			const account = this.accounts[signal];
			const exporters = this.config[EXPORTERS[signal]].filter(
				(name) => name !== 'none' && (name !== 'otlp' || account !== null),
			);
			return { signal, exporters, ...(account?.health() ?? NOTHING_SENT) };
		});
	}

	/** Rejects where an exporter fails, as the official processors do. */
	async forceFlush(): Promise<void> {
		const { spanProcessors, logRecordProcessors, readers } = this;
		await Promise.all(
			[...spanProcessors, ...logRecordProcessors, ...readers.all].map((one) => one.forceFlush()),
		);
	}

	/**
	 * Flushes before it stops: the SDK stops its meters at once, and nothing could be measured of what is sent then.
	 * Never rejects. @param stop flushes and stops what the SDK holds, and may take its time
	 */
	async shutdown(stop: () => Promise<void>): Promise<void> {
		const flushed = this.forceFlush().catch((error: unknown) => report('Flushing before a stop', error));
		const stopped = flushed.then(() => {
			for (const account of Object.values(this.accounts)) account?.close();
			return stop();
		});
		await settleWithin([stopped], this.config.flushTimeoutMs * GRACE, 'Stopping the official SDK');
		for (const account of Object.values(this.accounts)) account?.end();
	}
}

function accountOf(config: TelemetryConfig, signal: Signal, capacity?: number): Account | null {
	const target = config[EXPORTERS[signal]].some((name) => name === 'otlp') ? config[signal] : null;
	return target && new Account(signal, target, capacity);
}
