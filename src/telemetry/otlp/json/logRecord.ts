import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { anyValue, keyValues, nanos, text } from './values';

/** A log record as OTLP/JSON has it. */
export function logRecordJson(record: ReadableLogRecord): object {
	const { severityText, eventName, body, spanContext } = record;
	return {
		timeUnixNano: nanos(record.hrTime),
		observedTimeUnixNano: nanos(record.hrTimeObserved),
		severityNumber: record.severityNumber,
		severityText: severityText && text(severityText),
		eventName: eventName && text(eventName),
		body: body === undefined ? undefined : anyValue(body),
		attributes: keyValues(record.attributes),
		droppedAttributesCount: record.droppedAttributesCount,
		traceId: spanContext?.traceId,
		spanId: spanContext?.spanId,
		flags: spanContext?.traceFlags,
	};
}
