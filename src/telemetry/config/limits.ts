import type { Environment } from './environment';

/** https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/#batch-span-processor */
export function batch(e: Environment, prefix: 'BSP' | 'BLRP', scheduledDelayMillis: number) {
	const maxQueueSize = e.integer(`OTEL_${prefix}_MAX_QUEUE_SIZE`, 2048, 1, 1_000_000);
	const size = `OTEL_${prefix}_MAX_EXPORT_BATCH_SIZE`;
	const maxExportBatchSize = e.integer(size, Math.min(512, maxQueueSize), 1);
	if (maxExportBatchSize > maxQueueSize)
		e.refuse(size, `at most OTEL_${prefix}_MAX_QUEUE_SIZE (${maxQueueSize})`);
	return Object.freeze({
		scheduledDelayMillis: e.integer(`OTEL_${prefix}_SCHEDULE_DELAY`, scheduledDelayMillis, 0),
		exportTimeoutMillis: e.integer(`OTEL_${prefix}_EXPORT_TIMEOUT`, 30_000, 1),
		maxQueueSize,
		maxExportBatchSize,
	});
}

export type BatchSettings = ReturnType<typeof batch>;

export function spanLimits(e: Environment) {
	const { count, length } = attributeLimits(e);
	return Object.freeze({
		attributeCountLimit: e.integer('OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT', count, 0),
		attributeValueLengthLimit: e.integer('OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT', length, 0) ?? Infinity,
		eventCountLimit: e.integer('OTEL_SPAN_EVENT_COUNT_LIMIT', 128, 0),
		linkCountLimit: e.integer('OTEL_SPAN_LINK_COUNT_LIMIT', 128, 0),
		attributePerEventCountLimit: e.integer('OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT', count, 0),
		attributePerLinkCountLimit: e.integer('OTEL_LINK_ATTRIBUTE_COUNT_LIMIT', count, 0),
	});
}

export function logRecordLimits(e: Environment) {
	const { count, length } = attributeLimits(e);
	return Object.freeze({
		attributeCountLimit: e.integer('OTEL_LOGRECORD_ATTRIBUTE_COUNT_LIMIT', count, 0),
		attributeValueLengthLimit:
			e.integer('OTEL_LOGRECORD_ATTRIBUTE_VALUE_LENGTH_LIMIT', length, 0) ?? Infinity,
	});
}

function attributeLimits(e: Environment) {
	return {
		count: e.integer('OTEL_ATTRIBUTE_COUNT_LIMIT', 128, 0),
		length: e.integer('OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT', undefined, 0),
	};
}
