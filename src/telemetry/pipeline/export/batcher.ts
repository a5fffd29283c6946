import type { BatchSettings } from '../../config/limits';
import type { SignalTally } from '../../health/tally';
import type { DropReason } from '../../health/types';
import type { Background } from './background';
import type { Load } from './load';
import type { Pending } from './pending';

export interface BatcherParts<T> {
	readonly settings: BatchSettings;
	readonly tally: SignalTally;
	readonly background: Background;
	readonly pending: Pending<T>;
	/** Sees to it that every item is exported, kept or counted as dropped. Never rejects. */
	readonly ship: (load: Load) => Promise<void>;
	/** Whether the collector fails just now: then one batch at a time is enough to find out when it is back. */
	readonly isFailing: () => boolean;
}

/** Batches on their way at once, so that a distant collector does not bound what can be sent. */
const MOST_LANES = 4;

/**
 * Collects items and ships them: when a batch is full, or when the oldest has waited for the scheduled delay.
 * Holds at most as many items as may be pending, and no more than that on their way. In bytes that is as much as the
 * limits of attributes, events and links let an item be: 2,048 spans of a busy app are less than a megabyte.
 */
export class Batcher<T> {
	private readonly pending: Pending<T>;
	private readonly mostLanes: number;
	/** What is on its way, with the ordinal of its first item. */
	private readonly lanes = new Map<Promise<void>, number>();
	private accepted = 0;
	private taken = 0;
	/** Items up to this ordinal are due, however few they are. */
	private dueThrough = 0;
	private timer: ReturnType<typeof setTimeout> | undefined;
	private turn: ReturnType<typeof setImmediate> | undefined;
	private closed = false;

	constructor(private readonly parts: BatcherParts<T>) {
		const { maxQueueSize, maxExportBatchSize } = parts.settings;
		this.pending = parts.pending;
		this.mostLanes = Math.max(1, Math.min(MOST_LANES, Math.floor(maxQueueSize / maxExportBatchSize)));
	}

	get queued(): number {
		return this.pending.length;
	}

	get capacity(): number {
		return this.pending.capacity;
	}

	/**
	 * Takes an item over, or counts it as dropped: at once, whatever the collector does.
	 * @returns whether it was taken
	 * @throws where it cannot be encoded; that it does not count
	 */
	add(item: T): boolean {
		if (this.closed) return this.refuse('shutdown');
		if (!this.pending.add(item)) return this.refuse('queue_full');
		this.accepted++;
		if (this.pending.length >= this.parts.settings.maxExportBatchSize) this.pumpSoon();
		else if (this.timer === undefined) this.arm();
		return true;
	}

	/** Resolves when everything that is queued now has been exported, kept on disk, or dropped. */
	async flush(): Promise<void> {
		const through = this.accepted;
		this.dueThrough = through;
		this.pump();
		while (this.isUnsettled(through)) {
			await Promise.race(this.lanes.keys());
			this.pump();
		}
	}

	/** From now on nothing more is taken; what is queued can still be flushed. */
	close(): void {
		this.closed = true;
	}

	private refuse(reason: DropReason): false {
		this.parts.tally.refuse(reason);
		return false;
	}

	private isUnsettled(through: number): boolean {
		if (this.taken < through) return true;
		for (const first of this.lanes.values()) if (first < through) return true;
		return false;
	}

	private arm(): void {
		this.timer = this.parts.background(() =>
			setTimeout(this.onDelay, this.parts.settings.scheduledDelayMillis),
		);
		this.timer.unref();
	}

	private readonly onDelay = (): void => {
		this.timer = undefined;
		this.dueThrough = this.accepted;
		this.pump();
	};

	/** Not within the turn of whoever added the last item: encoding a batch takes its time. */
	private pumpSoon(): void {
		if (this.turn !== undefined || this.lanes.size >= this.allowedLanes()) return;
		this.turn = this.parts.background(() => setImmediate(this.onTurn));
	}

	private readonly onTurn = (): void => {
		this.turn = undefined;
		this.pump();
	};

	/** Starts one batch where one is due and may go; a further one has to wait for the next turn. */
	private pump(): void {
		if (this.isDue() && this.lanes.size < this.allowedLanes()) {
			this.parts.background(() => this.start());
			if (this.isDue()) this.pumpSoon();
		}
		if (this.pending.length > 0 && this.timer === undefined) this.arm();
	}

	private isDue(): boolean {
		const { length } = this.pending;
		return length >= this.parts.settings.maxExportBatchSize || (length > 0 && this.taken < this.dueThrough);
	}

	private allowedLanes(): number {
		return this.parts.isFailing() ? 1 : this.mostLanes;
	}

	private start(): void {
		const first = this.taken;
		const load = this.pending.take();
		this.taken += load.items;
		const lane = this.parts.ship(load).finally(() => {
			this.lanes.delete(lane);
			this.pump();
		});
		this.lanes.set(lane, first);
	}
}
