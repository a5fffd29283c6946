import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { OtlpProtocol } from '../config';
import type { CollectedMetrics } from '../metrics/types';
import { readEnded, type EndedSpan } from './endedSpan';
import { groupByScope } from './grouping';
import { requestJson } from './json/request';
import { logRecordJson } from './json/logRecord';
import { metricJson } from './json/metric';
import { spanJson } from './json/span';
import { writeLogRecord } from './protobuf/logRecord';
import { writeMetric } from './protobuf/metric';
import { requestBytes } from './protobuf/request';

const TRACES = { resources: 'resourceSpans', scopes: 'scopeSpans', items: 'spans' } as const;
const LOGS = { resources: 'resourceLogs', scopes: 'scopeLogs', items: 'logRecords' } as const;
const METRICS = { resources: 'resourceMetrics', scopes: 'scopeMetrics', items: 'metrics' } as const;

/** The body of an ExportTraceServiceRequest, without compression; the spans are encoded already. */
export function encodeTraces(spans: readonly EndedSpan[], protocol: OtlpProtocol): Uint8Array<ArrayBuffer> {
	const groups = groupByScope(spans);
	if (protocol === 'http/json') return requestJson(TRACES, groups, (span) => spanJson(readEnded(span)));
	return requestBytes(groups, (writer, { memory, length }) => writer.raw(memory, length));
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
