import type { TelemetryConfig } from './config';
import { registerContextManager } from './contextManager';
import type { Telemetry } from './handle';
import type { Initialising } from './initialising';
import { instrument } from './instrument';
import { LiveLogRecordProcessor } from './live/logProcessor';
import { MemoryLiveStore } from './live/store';
import { noteMeasurements } from './metrics/measurements';
import { startMetricExport } from './metrics/export';
import { createExport } from './pipeline/export/createExport';
import { KeepWhatMatters } from './pipeline/keepWhatMatters';
import { emitLog } from './pipeline/logs';
import { SpanCounts } from './pipeline/spanCounts';
import { SpanJournal } from './pipeline/spanJournal';
import { SpanPipeline } from './pipeline/spans';
import type { SpanSink } from './pipeline/spanSink';
import { registerLoggers, registerMeters, registerPropagator, registerTracers } from './providers';
import { urlRedactor } from './pipeline/urlAttributes';
import { describeResource, resourceOfAnother } from './resource';
import { running } from './running';
import { ForeignSpans } from './tracing/foreignSpans';

/**
 * Telemetry that records and sends. Meters come first, for they have no proxy in the API; then the ways out,
 * whose requests are not to be seen; then the patches; and last what fills them.
 * @throws ConfigError where the spool, a certificate, the scrape endpoint or an instrumentation cannot be used
 */
export function runTelemetry(config: TelemetryConfig, initialising: Initialising): Telemetry {
	const resource = describeResource(config);
	registerContextManager();
	registerPropagator(config);
	const meters = registerMeters(config, resource);
	const reader = meters.reader('cumulative');
	const exporting = createExport(config);
	const metricExport = startMetricExport(config, meters, exporting.metricSinks);
	const instrumentations = instrument(config);
	const live = new MemoryLiveStore(exporting.logRecordProcessors.length === 0 ? undefined : emitLog);
	const counts = new SpanCounts().observe();
	const journal = exporting.spans && new SpanJournal(exporting.spans, config.spanBatch.maxQueueSize);
	const keep = keepWhatMatters(config, journal);
	const pipeline = new SpanPipeline({ live, counts, export: journal, keep, slow: config.slow });
	const measurements = noteMeasurements();
	const settle = () => {
		journal?.settle();
		measurements.settle();
	};
	live.settleBeforeReading(() => pipeline.showOpen());
	meters.settleBeforeCollecting(settle);
	const spanProcessors = [pipeline, ...exporting.spanProcessors];
	registerTracers(config, resource, spanProcessors);
	registerLoggers(config, resource, [new LiveLogRecordProcessor(live), ...exporting.logRecordProcessors]);
	const foreign = new ForeignSpans({
		resourceOf: (service) => resourceOfAnother(resource, service),
		spanLimits: config.spanLimits,
		spanProcessors,
		redact: urlRedactor,
	});
	return running({
		config,
		initialising,
		instrumentations,
		live,
		reader,
		metricExport,
		exporting,
		keep,
		foreign,
		settle,
		decide: () => pipeline.decide(),
	});
}

/** Stands before the exporter, where there is one: it hands over what is sampled, too. */
function keepWhatMatters(config: TelemetryConfig, to: SpanSink | null): KeepWhatMatters | null {
	if (config.sampler !== 'keep_what_matters' || to === null) return null;
	return new KeepWhatMatters({ ...config, export: to });
}
