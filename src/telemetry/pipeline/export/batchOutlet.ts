import type { BatchSettings } from '../../config/limits';
import { Batcher } from './batcher';
import { ItemLoad, type ItemKind } from './load';
import type { Outlet } from './outlet';
import { SignalExport, type SignalExportParts } from './signalExport';

/** The outlet of what comes one by one: spans and log records. */
export class BatchOutlet<T extends object> implements Outlet {
	private readonly way: SignalExport;
	private readonly batcher: Batcher<T>;

	/** @throws ConfigError where a header or a certificate cannot be used */
	constructor(
		parts: Omit<SignalExportParts, 'deadlineMs'>,
		settings: BatchSettings,
		private readonly kind: ItemKind<T>,
	) {
		const way = new SignalExport({ ...parts, deadlineMs: settings.exportTimeoutMillis });
		this.way = way;
		this.batcher = new Batcher<T>({
			settings,
			tally: way.tally,
			background: parts.background,
			ship: (items) => {
				way.tally.processed(items.length);
				return way.ship(new ItemLoad(items, kind));
			},
			isFailing: () => way.isFailing,
		});
		way.metrics.observeQueue(this.batcher);
	}

	/** Takes an item over, at once. What there is no room for is counted. */
	add(item: T): void {
		if (this.batcher.add(item)) this.kind.hold?.(item);
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
