import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import type { OtlpProtocol } from '../config';
import type { CollectedMetrics } from '../metrics/types';
import { EncodedSpans } from './encodedSpans';
import type { EndedSpan } from './endedSpan';
import { groupByScope } from './grouping';
import { requestJson } from './json/request';
import { logRecordJson } from './json/logRecord';
import { metricJson } from './json/metric';
import { writeLogRecord } from './protobuf/logRecord';
import { writeMetric } from './protobuf/metric';
import { requestBytes } from './protobuf/request';

const LOGS = { resources: 'resourceLogs', scopes: 'scopeLogs', items: 'logRecords' } as const;
const METRICS = { resources: 'resourceMetrics', scopes: 'scopeMetrics', items: 'metrics' } as const;

/** The body of an ExportTraceServiceRequest, without compression. @throws where a span cannot be read */
export function encodeTraces(
	spans: readonly (ReadableSpan | EndedSpan)[],
	protocol: OtlpProtocol,
): Uint8Array<ArrayBuffer> {
	const encoded = new EncodedSpans();
	for (const span of spans) encoded.add(span);
	const body = encoded.request(protocol);
	encoded.release();
	return body;
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
