/** Keeps the newest `capacity` values; what it overwrites is counted. */
export class Ring<T> {
	private readonly values: T[] = [];
	private next = 0;
	overwritten = 0;

	constructor(private readonly capacity: number) {}

	push(value: T): void {
		if (this.values.length === this.capacity) this.overwritten += 1;
		this.values[this.next] = value;
		this.next = (this.next + 1) % this.capacity;
	}

	/** Oldest first. */
	toArray(): T[] {
		return this.values.length < this.capacity
			? this.values.slice()
			: [...this.values.slice(this.next), ...this.values.slice(0, this.next)];
	}
}
