import type { LogRecordProcessor, ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { BatchOutlet } from './batchOutlet';

/** Hands log records over to be exported, whether or not their traces are. */
export class ExportingLogRecordProcessor implements LogRecordProcessor {
	constructor(private readonly outlet: BatchOutlet<ReadableLogRecord>) {}

	onEmit(record: ReadableLogRecord): void {
		this.outlet.add(record);
	}

	forceFlush(): Promise<void> {
		return this.outlet.forceFlush();
	}

	shutdown(): Promise<void> {
		return this.outlet.shutdown();
	}
}
