import type { Resource } from '@opentelemetry/resources';
import type { LogRecordProcessor } from '@opentelemetry/sdk-logs';
import { NodeSDK } from '@opentelemetry/sdk-node';
import type { SpanProcessor } from '@opentelemetry/sdk-trace';
import type { TelemetryConfig } from '../config';
import { GuardedLogRecordProcessors, GuardedSpanProcessors } from '../guarded/processors';
import type { Telemetry } from '../handle';
import type { Initialising } from '../initialising';
import { instrument } from '../instrument';
import { LiveLogRecordProcessor } from '../live/logProcessor';
import { MemoryLiveStore } from '../live/store';
import type { MetricExport } from '../metrics/export';
import { startPrometheus } from '../metrics/prometheus';
import type { Collect } from '../metrics/timed';
import { emitLog } from '../pipeline/logs';
import { createPropagator } from '../pipeline/propagator';
import { SpanCounts } from '../pipeline/spanCounts';
import { SpanPipeline } from '../pipeline/spans';
import { urlRedactor } from '../pipeline/urlAttributes';
import { describeResource, resourceOfAnother } from '../resource';
import { running } from '../running';
import { ForeignSpans } from '../tracing/foreignSpans';
import { OneClock } from './clock';
import { OfficialExport } from './export';
import { collectFrom } from './metrics';
import { instrumentPostgres } from './postgres';
import { officialSampler } from './sampler';
import { UrlAttributes } from './urlAttributes';

/**
 * Telemetry by OpenTelemetry's own packages: NodeSDK with its tracer, meters and loggers, the OTLP exporters, and
 * `instrumentation-pg`. Ours is what they lack on Bun, the instrumentations of what Bun alone has; and what the app
 * looks at, the live store and the account of what was sent.
 * @throws ConfigError where a certificate, the scrape endpoint or an instrumentation cannot be used
 */
export function runOfficial(config: TelemetryConfig, initialising: Initialising): Telemetry {
	const exporting = new OfficialExport(config);
	const live = new MemoryLiveStore(exporting.logRecordProcessors.length === 0 ? undefined : emitLog);
	const counts = new SpanCounts();
	const pipeline = new SpanPipeline({ live, counts, export: null, keep: null, slow: config.slow });
	live.settleBeforeReading(() => pipeline.showOpen());
	const resource = describeResource(config);
	const sdk = nodeSdk(config, resource, exporting, {
		spans: [new OneClock(), new UrlAttributes(), pipeline],
		logRecords: [new LiveLogRecordProcessor(live)],
	});
	sdk.start();
	exporting.observe();
	counts.observe();
	const collect = () => collectFrom(exporting.readers.asked);
	return running({
		config,
		initialising,
		instrumentations: instrument(config, { pg: instrumentPostgres }),
		live,
		reader: { collect },
		metricExport: scraping(config, collect),
		exporting: {
			health: () => exporting.health(),
			forceFlush: () => exporting.forceFlush(),
			shutdown: () => exporting.shutdown(() => sdk.shutdown()),
		},
		keep: null,
		foreign: new ForeignSpans({
			resourceOf: (service) => resourceOfAnother(resource, service),
			spanLimits: config.spanLimits,
			spanProcessors: [pipeline, ...exporting.spanProcessors],
			redact: urlRedactor,
		}),
	});
}

/** What is ours, and comes before what exports. */
interface Own {
	readonly spans: readonly SpanProcessor[];
	readonly logRecords: readonly LogRecordProcessor[];
}

function nodeSdk(
	config: TelemetryConfig,
	resource: Resource,
	exporting: OfficialExport,
	{ spans, logRecords }: Own,
): NodeSDK {
	const { spanProcessors, logRecordProcessors, readers } = exporting;
	const options = {
		autoDetectResources: false,
		resource,
		textMapPropagator: createPropagator(config.propagators),
		sampler: officialSampler(config),
		spanLimits: config.spanLimits,
		spanProcessors: [new GuardedSpanProcessors([...spans, ...spanProcessors])],
		metricReaders: [...readers.all],
		logRecordProcessors: [new GuardedLogRecordProcessors([...logRecords, ...logRecordProcessors])],
	};
	return withoutLogLevel(() => new NodeSDK(options));
}

/** The scrape endpoint, where it is asked for; the readers that send are flushed and stopped with all the rest. */
function scraping({ metricsExporters, prometheus }: TelemetryConfig, collect: Collect): MetricExport {
	const scraped = metricsExporters.includes('prometheus');
	const endpoint = scraped ? startPrometheus({ ...prometheus, collect }) : undefined;
	return {
		scrapeUrl: endpoint?.url ?? null,
		forceFlush: () => Promise.resolve(),
		shutdown: async () => endpoint?.stop(),
	};
}

/** Where it is set, NodeSDK puts a logger of its own, on stdout, in the place of ours. */
function withoutLogLevel<T>(make: () => T): T {
	const { env } = process; // eslint-disable-line no-restricted-properties -- NodeSDK looks there itself
	const { OTEL_LOG_LEVEL: level } = env;
	if (level === undefined) return make();
	delete env.OTEL_LOG_LEVEL;
	try {
		return make();
	} finally {
		env.OTEL_LOG_LEVEL = level;
	}
}
