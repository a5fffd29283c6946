import type { MetricDefinition } from '../definition';
import { DB_BUCKETS_S, HTTP_BUCKETS_S } from './buckets';

const COMPONENT = ['otel.component.name', 'otel.component.type'] as const;
const EXPORTER = [...COMPONENT, 'server.address', 'server.port'] as const;

type Item = 'span' | 'log' | 'metric_data_point';
const UNITS = { span: '{span}', log: '{log_record}', metric_data_point: '{data_point}' } as const;

/** What telemetry tells of itself: https://opentelemetry.io/docs/specs/semconv/otel/sdk-metrics/ */
export const ITSELF_METRICS = {
	spansStarted: {
		name: 'otel.sdk.span.started',
		instrument: 'observableCounter',
		unit: '{span}',
		description: 'Number of spans started.',
		attributes: ['otel.span.parent.origin', 'otel.span.sampling_result'],
	},
	spansLive: {
		name: 'otel.sdk.span.live',
		instrument: 'observableUpDownCounter',
		unit: '{span}',
		description: 'Number of spans that have not ended.',
		attributes: ['otel.span.sampling_result'],
	},
	samplerDecisions: {
		name: 'glasshouse.sampler.decisions',
		instrument: 'observableCounter',
		unit: '{trace}',
		description: 'Traces by what became of them in this process: kept (and why), let go, or pushed out.',
		attributes: ['glasshouse.sampler.decision'],
	},
	samplerBufferedSpans: {
		name: 'glasshouse.sampler.buffered_spans',
		instrument: 'observableUpDownCounter',
		unit: '{span}',
		description: 'Ended spans that wait for the decision on their trace.',
		attributes: [],
	},
	spanQueueSize: queueSize('span'),
	spanQueueCapacity: queueCapacity('span'),
	spansProcessed: processed('span'),
	spansInflight: inflight('span'),
	spansExported: exported('span'),
	/** Measured by the SDK itself, whose words these are. */
	logsCreated: {
		name: 'otel.sdk.log.created',
		instrument: 'counter',
		unit: '{log_record}',
		description: 'The number of logs submitted to enabled SDK Loggers.',
		attributes: [],
	},
	logQueueSize: queueSize('log'),
	logQueueCapacity: queueCapacity('log'),
	logsProcessed: processed('log'),
	logsInflight: inflight('log'),
	logsExported: exported('log'),
	dataPointsInflight: inflight('metric_data_point'),
	dataPointsExported: exported('metric_data_point'),
	collectionDuration: {
		name: 'otel.sdk.metric_reader.collection.duration',
		instrument: 'histogram',
		unit: 's',
		description: 'How long collecting all metrics took.',
		attributes: [...COMPONENT, 'error.type'],
		buckets: DB_BUCKETS_S,
	},
	exportDuration: {
		name: 'otel.sdk.exporter.operation.duration',
		instrument: 'histogram',
		unit: 's',
		description: 'Duration of one attempt to export a batch.',
		attributes: [...EXPORTER, 'error.type', 'http.response.status_code'],
		buckets: HTTP_BUCKETS_S,
	},
	spoolSize: {
		name: 'glasshouse.otlp.spool.size',
		instrument: 'observableUpDownCounter',
		unit: 'By',
		description: 'Bytes on disk that wait for the collector to come back.',
		attributes: ['glasshouse.signal'],
	},
	spoolItems: {
		name: 'glasshouse.otlp.spool.items',
		instrument: 'observableUpDownCounter',
		unit: '{item}',
		description: 'Spans, log records or data points on disk that wait for the collector to come back.',
		attributes: ['glasshouse.signal'],
	},
} as const satisfies Record<string, MetricDefinition>;

function queueSize(item: Item) {
	return {
		name: `otel.sdk.processor.${item}.queue.size`,
		instrument: 'observableUpDownCounter',
		unit: UNITS[item],
		description: 'Number of items that wait to be exported.',
		attributes: COMPONENT,
	} as const;
}

function queueCapacity(item: Item) {
	return {
		name: `otel.sdk.processor.${item}.queue.capacity`,
		instrument: 'observableUpDownCounter',
		unit: UNITS[item],
		description: 'The most items that may wait to be exported.',
		attributes: COMPONENT,
	} as const;
}

function processed(item: Item) {
	return {
		name: `otel.sdk.processor.${item}.processed`,
		instrument: 'counter',
		unit: UNITS[item],
		description: 'Number of items that were handed to the exporter; with `error.type`, dropped before it.',
		attributes: [...COMPONENT, 'error.type'],
	} as const;
}

function inflight(item: Item) {
	return {
		name: `otel.sdk.exporter.${item}.inflight`,
		instrument: 'upDownCounter',
		unit: UNITS[item],
		description: 'Number of items handed to the exporter whose fate is open.',
		attributes: EXPORTER,
	} as const;
}

function exported(item: Item) {
	return {
		name: `otel.sdk.exporter.${item}.exported`,
		instrument: 'counter',
		unit: UNITS[item],
		description: 'Number of items exported; with `error.type`, those that were dropped, and why.',
		attributes: [...EXPORTER, 'error.type'],
	} as const;
}
