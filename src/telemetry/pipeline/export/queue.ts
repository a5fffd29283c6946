/** A ring of fixed size: adding costs the same however much waits, allocates nothing, and never waits. */
export class BoundedQueue<T extends object> {
	private readonly slots: (T | undefined)[];
	private head = 0;
	private held = 0;

	/** @param capacity the most items that may wait, at least 1 */
	constructor(readonly capacity: number) {
		this.slots = new Array<T | undefined>(capacity);
	}

	get length(): number {
		return this.held;
	}

	/** @returns `false`, without keeping it, where the queue is full: what waits longest is to be sent first. */
	add(item: T): boolean {
		if (this.held === this.capacity) return false;
		const end = this.head + this.held++;
		this.slots[end < this.capacity ? end : end - this.capacity] = item;
		return true;
	}

	/** Takes up to `most` of the oldest out, and forgets them. */
	take(most: number): T[] {
		const taken: T[] = [];
		for (let left = Math.min(most, this.held); left > 0; left--) {
			const item = this.slots[this.head];
			if (item !== undefined) taken.push(item);
			this.slots[this.head] = undefined;
			this.head = this.head + 1 === this.capacity ? 0 : this.head + 1;
			this.held--;
		}
		return taken;
	}
}
