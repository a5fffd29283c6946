import { BatchLogRecordProcessor, type ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { BatchSpanProcessor, type ReadableSpan } from '@opentelemetry/sdk-trace';
import type { TelemetryConfig } from '../config';
import { isSampled } from '../isSampled';
import type { Account } from './account';
import { logExporter, traceExporter } from './exporters';

/** The official batch processor of spans before the official exporter; what comes to it is counted. */
export class SpanBatches extends BatchSpanProcessor {
	/** @throws ConfigError where a header or a certificate cannot be used */
	constructor(
		{ spanBatch }: TelemetryConfig,
		private readonly account: Account,
	) {
		const countOf = (spans: readonly ReadableSpan[]) => spans.length;
		super({ ...spanBatch, exporter: account.follow(traceExporter(account.target), countOf) });
	}

	override onEnd(span: ReadableSpan): void {
		if (isSampled(span.spanContext())) this.account.arrived(lengthOf(this, '_finishedSpans'));
		super.onEnd(span);
	}
}

/** The same for log records. */
export class LogRecordBatches extends BatchLogRecordProcessor {
	/** @throws ConfigError where a header or a certificate cannot be used */
	constructor(
		{ logBatch }: TelemetryConfig,
		private readonly account: Account,
	) {
		const countOf = (records: readonly ReadableLogRecord[]) => records.length;
		super({ ...logBatch, exporter: account.follow(logExporter(account.target), countOf) });
	}

	override onEmit(record: Parameters<BatchLogRecordProcessor['onEmit']>[0]): void {
		this.account.arrived(lengthOf(this, '_finishedLogRecords'));
		super.onEmit(record);
	}
}

/** Of the queue that a processor hides. A test fails where an upgrade renames it. */
function lengthOf(processor: object, queue: '_finishedSpans' | '_finishedLogRecords'): number {
	const items: unknown = Reflect.get(processor, queue);
	return Array.isArray(items) ? items.length : 0;
}
