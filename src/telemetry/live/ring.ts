/** Keeps the newest values: at most `capacity` of them, which together weigh at most `mostWeight`. */
export class Ring<T> {
	private readonly values: (T | undefined)[] = [];
	private readonly weights: number[] = [];
	private first = 0;
	private held = 0;
	private weight = 0;
	/** How many had to go. */
	overwritten = 0;

	constructor(
		private readonly capacity: number,
		private readonly mostWeight: number,
		private readonly weigh: (value: T) => number,
		/** Told of each that had to go. */
		private readonly onForgotten: (value: T) => void = () => {},
	) {}

	push(value: T): void {
		const weight = this.weigh(value);
		while (this.held > 0 && (this.held === this.capacity || this.weight + weight > this.mostWeight)) {
			this.forgetOldest();
		}
		const at = (this.first + this.held) % this.capacity;
		this.values[at] = value;
		this.weights[at] = weight;
		this.held += 1;
		this.weight += weight;
	}

	/** Oldest first. */
	toArray(): T[] {
		const all: T[] = [];
		for (let i = 0; i < this.held; i += 1) {
			const value = this.values[(this.first + i) % this.capacity];
			if (value !== undefined) all.push(value);
		}
		return all;
	}

	private forgetOldest(): void {
		const oldest = this.values[this.first];
		this.values[this.first] = undefined;
		this.weight -= this.weights[this.first] ?? 0;
		this.first = (this.first + 1) % this.capacity;
		this.held -= 1;
		this.overwritten += 1;
		if (oldest !== undefined) this.onForgotten(oldest);
	}
}
