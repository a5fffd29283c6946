import {
	AggregationTemporality,
	ConsoleMetricExporter,
	MetricReader,
	PeriodicExportingMetricReader,
	type PushMetricExporter,
	type ResourceMetrics,
} from '@opentelemetry/sdk-metrics';
import { report } from '../guard';
import type { TelemetryConfig } from '../config';
import type { CollectedMetrics } from '../metrics/types';
import type { Account } from './account';
import { metricExporter } from './exporters';

/** What reads the official metrics, and what those who ask in between read from. */
export interface Readers {
	readonly all: readonly MetricReader[];
	/** Cumulative. Never takes anything away from an exporter. */
	readonly asked: MetricReader;
}

/**
 * One periodic reader for each exporter. Each reader has storage of its own, and makes every measurement dearer: so
 * who asks in between shares one that is cumulative anyway, where there is one.
 * @throws ConfigError where a header or a certificate cannot be used
 */
export function metricReaders(config: TelemetryConfig, account: Account | null): Readers {
	const exporters = pushExporters(config, account);
	const periodic = exporters.map((exporter) => periodicReader(config, exporter));
	const shared = config.metricTemporality === 'cumulative' ? periodic[0] : undefined;
	if (shared !== undefined) return { all: periodic, asked: shared };
	const asked = new AskedReader(config.cardinalityLimit);
	return { all: [...periodic, asked], asked };
}

/** @throws where the reader has been shut down */
export async function collectFrom(reader: MetricReader): Promise<CollectedMetrics> {
	const { resourceMetrics, errors } = await reader.collect();
	for (const error of errors) report('Collecting a metric', error);
	return resourceMetrics;
}

function pushExporters(config: TelemetryConfig, account: Account | null): PushMetricExporter[] {
	const exporters: PushMetricExporter[] = [];
	if (account !== null)
		exporters.push(account.follow(metricExporter(account.target, config.metricTemporality), pointsOf));
	if (config.metricsExporters.includes('console')) exporters.push(new ConsoleMetricExporter());
	return exporters;
}

function periodicReader(
	config: TelemetryConfig,
	exporter: PushMetricExporter,
): PeriodicExportingMetricReader {
	return new PeriodicExportingMetricReader({
		exporter,
		exportIntervalMillis: config.metricExportIntervalMs,
		exportTimeoutMillis: config.metricExportTimeoutMs,
		cardinalityLimits: { default: config.cardinalityLimit },
	});
}

function pointsOf({ scopeMetrics }: ResourceMetrics): number {
	let points = 0;
	for (const { metrics } of scopeMetrics) for (const { dataPoints } of metrics) points += dataPoints.length;
	return points;
}

/** Collects only when it is asked. */
class AskedReader extends MetricReader {
	constructor(cardinalityLimit: number) {
		super({
			aggregationTemporalitySelector: () => AggregationTemporality.CUMULATIVE,
			cardinalitySelector: () => cardinalityLimit,
		});
	}

	protected override onForceFlush(): Promise<void> {
		return Promise.resolve();
	}

	protected override onShutdown(): Promise<void> {
		return Promise.resolve();
	}
}
