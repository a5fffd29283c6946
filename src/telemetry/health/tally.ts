import type { ExportMetrics } from './exportMetrics';
import { Latencies } from './latencies';
import type { DropReason, SignalHealth } from './types';

/** How one attempt to bring a batch to the collector went. */
export interface Attempt {
	readonly milliseconds: number;
	/** `undefined` where it succeeded. Safe to show: neither header nor credential. */
	readonly error?: string;
	/** Of low cardinality, for metrics. */
	readonly errorType?: string;
	readonly status?: number;
}

/** Counts what becomes of the items of one signal: for the health page and as metrics, from one place. */
export class SignalTally {
	private exportedItems = 0;
	private inFlightItems = 0;
	private readonly droppedItems: Partial<Record<DropReason, number>> = {};
	private readonly attempts = { succeeded: 0, failed: 0 };
	private readonly latencies = new Latencies();
	private lastSuccessMs: number | undefined;
	private lastError: { atMs: number; message: string } | undefined;

	constructor(private readonly metrics: ExportMetrics) {}

	/** One item that did not get into the queue. */
	refuse(reason: DropReason): void {
		this.count(reason, 1);
		this.metrics.refused(reason);
	}

	/** Items that are handed to the collector, or wait for a retry, from now until `leave`. */
	enter(items: number): void {
		this.inFlightItems += items;
		this.metrics.inflight(items);
	}

	leave(items: number): void {
		this.inFlightItems -= items;
		this.metrics.inflight(-items);
	}

	/** Items that left the queue for the exporter. */
	processed(items: number): void {
		this.metrics.processed(items);
	}

	exported(items: number): void {
		if (items === 0) return;
		this.exportedItems += items;
		this.metrics.exported(items);
	}

	/** Items that had left the queue. */
	drop(reason: DropReason, items: number): void {
		if (items === 0) return;
		this.count(reason, items);
		this.metrics.dropped(reason, items);
	}

	attempted({ milliseconds, error, errorType, status }: Attempt): void {
		this.latencies.record(milliseconds);
		this.metrics.attempted(milliseconds / 1_000, errorType, status);
		if (error === undefined) {
			this.attempts.succeeded++;
			this.lastSuccessMs = Date.now();
		} else {
			this.attempts.failed++;
			this.failed(error);
		}
	}

	/** Something to show that is no failed attempt: a partial success, a disk that is full. */
	failed(message: string): void {
		this.lastError = { atMs: Date.now(), message };
	}

	get droppedTotal(): number {
		return Object.values(this.droppedItems).reduce((sum, items) => sum + items, 0);
	}

	health(): Pick<
		SignalHealth,
		'inFlight' | 'exported' | 'dropped' | 'attempts' | 'lastSuccessAt' | 'lastError' | 'latencyMs'
	> {
		const { lastSuccessMs, lastError } = this;
		return {
			inFlight: this.inFlightItems,
			exported: this.exportedItems,
			dropped: { ...this.droppedItems },
			attempts: { ...this.attempts },
			lastSuccessAt: lastSuccessMs === undefined ? null : new Date(lastSuccessMs).toISOString(),
			lastError:
				lastError === undefined
					? null
					: { at: new Date(lastError.atMs).toISOString(), message: lastError.message },
			latencyMs: this.latencies.summary(),
		};
	}

	private count(reason: DropReason, items: number): void {
		this.droppedItems[reason] = (this.droppedItems[reason] ?? 0) + items;
	}
}
