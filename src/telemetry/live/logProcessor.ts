import type { LogRecordProcessor, ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { MemoryLiveStore } from './store';

/** Shows the live store the log records that others emit through the API; the app's own lines it has already. */
export class LiveLogRecordProcessor implements LogRecordProcessor {
	constructor(private readonly store: MemoryLiveStore) {}

	onEmit(record: ReadableLogRecord): void {
		this.store.recordEmitted(record);
	}

	forceFlush(): Promise<void> {
		return Promise.resolve();
	}

	shutdown(): Promise<void> {
		return Promise.resolve();
	}
}
