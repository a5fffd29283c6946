/** Most queues hold a batch at a time, whatever they may hold when the collector is away. */
const FIRST_SLOTS = 1_024;

/** A ring: adding costs the same however much waits, and never waits itself. Its slots grow with what it has to hold. */
export class BoundedQueue<T extends object> {
	private slots: (T | undefined)[];
	private head = 0;
	private held = 0;

	/** @param capacity the most items that may wait, at least 1 */
	constructor(readonly capacity: number) {
		this.slots = new Array<T | undefined>(Math.min(capacity, FIRST_SLOTS));
	}

	get length(): number {
		return this.held;
	}

	/** @returns `false`, without keeping it, where the queue is full: what waits longest is to be sent first. */
	add(item: T): boolean {
		if (this.held === this.slots.length && !this.grow()) return false;
		const { length } = this.slots;
		const end = this.head + this.held++;
		this.slots[end < length ? end : end - length] = item;
		return true;
	}

	/** Takes up to `most` of the oldest out, and forgets them. */
	take(most: number): T[] {
		const taken: T[] = [];
		for (let left = Math.min(most, this.held); left > 0; left--) {
			const item = this.slots[this.head];
			if (item !== undefined) taken.push(item);
			this.slots[this.head] = undefined;
			this.head = this.head + 1 === this.slots.length ? 0 : this.head + 1;
			this.held--;
		}
		return taken;
	}

	/** @returns false where it may not */
	private grow(): boolean {
		const { length } = this.slots;
		if (length === this.capacity) return false;
		const inOrder = [...this.slots.slice(this.head), ...this.slots.slice(0, this.head)];
		inOrder.length = Math.min(length * 2, this.capacity);
		this.slots = inOrder;
		this.head = 0;
		return true;
	}
}
