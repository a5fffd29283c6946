import type { BatchSettings } from '../../config/limits';
import { Batcher } from './batcher';
import type { Outlet } from './outlet';
import type { Pending } from './pending';
import { SignalExport, type SignalExportParts } from './signalExport';

/** The outlet of what comes one by one: spans and log records. */
export class BatchOutlet<T> implements Outlet {
	private readonly way: SignalExport;
	private readonly batcher: Batcher<T>;

	/** @throws ConfigError where a header or a certificate cannot be used */
	constructor(parts: Omit<SignalExportParts, 'deadlineMs'>, settings: BatchSettings, pending: Pending<T>) {
		const way = new SignalExport({ ...parts, deadlineMs: settings.exportTimeoutMillis });
		this.way = way;
		this.batcher = new Batcher<T>({
			settings,
			tally: way.tally,
			background: parts.background,
			pending,
			ship: (load) => {
				way.tally.processed(load.items);
				return way.ship(load);
			},
			isFailing: () => way.isFailing,
		});
		way.metrics.observeQueue(this.batcher);
	}

	/** Takes an item over, at once. What there is no room for is counted. @throws where it cannot be encoded */
	add(item: T): void {
		this.batcher.add(item);
	}

	/** Counts an item that did not become one, because it could not be encoded. */
	unencodable(): void {
		this.way.tally.refuse('encoding_failed');
		this.way.tally.failed('an item could not be encoded');
	}

	health() {
		const { queued, capacity } = this.batcher;
		return { queued, queueSize: capacity, ...this.way.health() };
	}

	resume(): void {
		this.way.resume();
	}

	lost(items: number): void {
		this.way.tally.drop('spool_full', items);
	}

	forceFlush(): Promise<void> {
		return this.batcher.flush();
	}

	shutdown(): Promise<void> {
		this.batcher.close();
		return this.way.stop(() => this.batcher.flush());
	}
}
