import { diag } from '@opentelemetry/api';
import type { LogRecordProcessor } from '@opentelemetry/sdk-logs';
import type { SpanProcessor } from '@opentelemetry/sdk-trace';
import type { TelemetryConfig } from '../../config';
import { NOTHING_SENT } from '../../health/nothingSent';
import type { Signal, SignalHealth } from '../../health/types';
import type { MetricSink } from '../../metrics/export';
import type { EncodingSink } from '../spanSink';
import { consoleLogs, consoleMetrics, consoleSpans } from './console';
import { ExportingLogRecordProcessor } from './logRecordProcessor';
import type { Outlet } from './outlet';
import { exportersOf, openOutlets, type Outlets } from './outlets';

/** Where everything goes that telemetry makes, and the account of it. */
export interface TelemetryExport {
	/** Beside the pipeline, which exports over OTLP by `spans`. */
	readonly spanProcessors: SpanProcessor[];
	readonly logRecordProcessors: LogRecordProcessor[];
	readonly metricSinks: MetricSink[];
	/** `null` where spans do not go over OTLP. */
	readonly spans: EncodingSink | null;
	/** Of all three signals, in this order: traces, metrics, logs. */
	health(): SignalHealth[];
	/** Resolves when all that is queued now is exported, on disk, or counted as dropped. Never rejects. */
	forceFlush(): Promise<void>;
	/**
	 * Flushes, then gives up what is on its way and spools or counts what is left, all within OTEL_BSP_EXPORT_TIMEOUT
	 * and 5 s. Never rejects; safe to call twice.
	 * @param last what still hands metrics over: the readers' shutdown, say. Must not reject.
	 */
	shutdown(last?: Promise<unknown>): Promise<void>;
}

/**
 * Opens the ways out that the configuration names. Comes after the meters, for it registers its own, and before
 * `fetch` is instrumented, whose requests would be seen.
 * @throws ConfigError where the spool, a header or a certificate cannot be used
 */
export function createExport(config: TelemetryConfig): TelemetryExport {
	const outlets = openOutlets(config);
	const open = [outlets.traces, outlets.metrics, outlets.logs].filter((outlet) => outlet !== null);
	watchSpool(outlets, open);
	let stopped: Promise<void> | undefined;
	return Object.freeze({
		spanProcessors: config.tracesExporters.includes('console') ? [consoleSpans()] : [],
		logRecordProcessors: logRecordProcessors(config, outlets),
		metricSinks: metricSinks(config, outlets),
		spans: outlets.traces,
		health: () => SIGNALS.map((signal) => signalHealth(config, signal, outlets[signal])),
		forceFlush: async () => {
			await Promise.all(open.map((outlet) => outlet.forceFlush()));
		},
		shutdown: (last?: Promise<unknown>) => (stopped ??= stop(outlets, open, last)),
	});
}

const SIGNALS: readonly Signal[] = ['traces', 'metrics', 'logs'];

function logRecordProcessors({ logsExporters }: TelemetryConfig, { logs }: Outlets): LogRecordProcessor[] {
	const processors: LogRecordProcessor[] = logs === null ? [] : [new ExportingLogRecordProcessor(logs)];
	return logsExporters.includes('console') ? [...processors, consoleLogs()] : processors;
}

function metricSinks(config: TelemetryConfig, { metrics }: Outlets): MetricSink[] {
	const sinks: MetricSink[] = [];
	const temporality = config.metricTemporality;
	if (metrics !== null) sinks.push({ temporality, send: (collected) => metrics.send(collected) });
	if (config.metricsExporters.includes('console')) {
		sinks.push({ temporality: 'cumulative', send: consoleMetrics() });
	}
	return sinks;
}

function watchSpool({ traces, metrics, logs, spool }: Outlets, open: readonly Outlet[]): void {
	const bySignal = { traces, metrics, logs };
	spool?.watch((lost) => {
		for (const [signal, items] of lost) {
			diag.error(
				`${items} spooled items of ${signal} were half written when their process died, and are lost`,
			);
			bySignal[signal]?.lost(items);
		}
		for (const outlet of open) outlet.resume();
	});
}

async function stop({ spool }: Outlets, open: readonly Outlet[], last?: Promise<unknown>): Promise<void> {
	await Promise.all(open.map((outlet) => outlet.shutdown(last)));
	await spool?.close();
}

function signalHealth(config: TelemetryConfig, signal: Signal, outlet: Outlet | null): SignalHealth {
	const exporters = exportersOf(config, signal).filter(
		(name) => name !== 'none' && (name !== 'otlp' || outlet !== null),
	);
	return { signal, exporters, ...(outlet?.health() ?? NOTHING_SENT) };
}
