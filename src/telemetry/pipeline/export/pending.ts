import { BoundedQueue } from './queue';
import { ItemLoad, type ItemKind, type Load } from './load';

/** What waits to be exported, in the order in which it came. */
export interface Pending<T> {
	/** How much waits. */
	readonly length: number;
	/** How much may. */
	readonly capacity: number;
	/**
	 * @returns `false`, without keeping it, where there is no room: what waits longest is to be sent first
	 * @throws where it cannot be encoded; it is not kept then
	 */
	add(item: T): boolean;
	/** Takes out the oldest, up to a batch of them. */
	take(): Load;
}

export interface PendingSizes {
	/** Items that may wait. */
	readonly maxQueueSize: number;
	/** Items of a batch. */
	readonly maxExportBatchSize: number;
}

/** Items that wait as they are, and are encoded when their batch goes. */
export class PendingItems<T extends object> implements Pending<T> {
	private readonly queue: BoundedQueue<T>;

	constructor(
		private readonly sizes: PendingSizes,
		private readonly kind: ItemKind<T>,
	) {
		this.queue = new BoundedQueue(sizes.maxQueueSize);
	}

	get length(): number {
		return this.queue.length;
	}

	get capacity(): number {
		return this.queue.capacity;
	}

	add(item: T): boolean {
		return this.queue.add(item);
	}

	take(): Load {
		return new ItemLoad(this.queue.take(this.sizes.maxExportBatchSize), this.kind);
	}
}
