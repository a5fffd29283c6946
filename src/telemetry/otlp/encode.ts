import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import type { OtlpProtocol } from '../config';
import type { CollectedMetrics } from '../metrics/types';
import { groupByScope } from './grouping';
import { requestJson } from './json/request';
import { logRecordJson } from './json/logRecord';
import { metricJson } from './json/metric';
import { spanJson } from './json/span';
import { writeLogRecord } from './protobuf/logRecord';
import { writeMetric } from './protobuf/metric';
import { requestBytes } from './protobuf/request';
import { writeSpan } from './protobuf/span';

const TRACES = { resources: 'resourceSpans', scopes: 'scopeSpans', items: 'spans' } as const;
const LOGS = { resources: 'resourceLogs', scopes: 'scopeLogs', items: 'logRecords' } as const;
const METRICS = { resources: 'resourceMetrics', scopes: 'scopeMetrics', items: 'metrics' } as const;

/** The body of an ExportTraceServiceRequest, without compression. */
export function encodeTraces(
	spans: readonly ReadableSpan[],
	protocol: OtlpProtocol,
): Uint8Array<ArrayBuffer> {
	const groups = groupByScope(spans);
	if (protocol === 'http/json') return requestJson(TRACES, groups, spanJson);
	return requestBytes(groups, writeSpan);
}

/** The body of an ExportLogsServiceRequest, without compression. */
export function encodeLogs(
	records: readonly ReadableLogRecord[],
	protocol: OtlpProtocol,
): Uint8Array<ArrayBuffer> {
	const groups = groupByScope(records);
	if (protocol === 'http/json') return requestJson(LOGS, groups, logRecordJson);
	return requestBytes(groups, writeLogRecord);
}

/** The body of an ExportMetricsServiceRequest, without compression. */
export function encodeMetrics(metrics: CollectedMetrics, protocol: OtlpProtocol): Uint8Array<ArrayBuffer> {
	const scopes = metrics.scopeMetrics.map((one) => [one.scope, one.metrics] as const);
	const groups = [[metrics.resource, scopes]] as const;
	if (protocol === 'http/json') return requestJson(METRICS, groups, metricJson);
	return requestBytes(groups, writeMetric);
}
