import { OTLPExporterError } from '@opentelemetry/otlp-exporter-base';
import type { DropReason } from '../health/types';
import { describeFailure } from '../pipeline/export/failure';

/** Why a batch is lost; all of it is safe to show. */
export interface ExportFailure {
	readonly reason: DropReason;
	/** Of low cardinality. */
	readonly errorType: string;
	readonly message: string;
	readonly status?: number;
}

/** What the official exporters say in words alone. */
const WORDS = new Map<string, ExportFailure>([
	['Request timed out', lost('retries_exhausted', 'timeout', 'no answer in time')],
	['Concurrent export limit reached', lost('queue_full', 'busy', 'too many batches are on their way')],
	[
		'Export failed with retryable status',
		lost('retries_exhausted', 'unavailable', 'the collector cannot take anything now'),
	],
]);

/** Why an official exporter has given up, which may be after several attempts: by a status, by words, or by a code. */
export function failureOf(error: unknown): ExportFailure {
	const status = error instanceof OTLPExporterError ? error.code : undefined;
	if (status !== undefined) return { ...lost('rejected', String(status), `status ${status}`), status };
	const known = error instanceof Error ? WORDS.get(error.message) : undefined;
	return known ?? { reason: 'retries_exhausted', ...describeFailure(error) };
}

/** What was thrown, and not answered. */
export const NOT_ENCODED = lost('encoding_failed', 'encoding_failed', 'a batch could not be encoded');

function lost(reason: DropReason, errorType: string, message: string): ExportFailure {
	return { reason, errorType, message };
}
