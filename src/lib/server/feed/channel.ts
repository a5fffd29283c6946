import { writeCursor, type FeedItem } from '$trace/feed';

/** One frame as it is sent, with the cursor behind it. */
export interface Told {
	sequence: number;
	cursor: string;
	/** JSON, written once for all readers. */
	text: string;
	/** Nothing comes behind it. */
	isEnd: boolean;
}

interface Bounds {
	frames: number;
	/** Characters of all that is held. */
	characters: number;
}

const BOUNDS: Bounds = { frames: 2_000, characters: 4_000_000 };

/**
 * What is told, in order, to any number of readers. A reader is nothing but a place in the one ring that all share:
 * who is slow loses the oldest, costs no memory, and holds up nobody.
 */
export class FeedChannel {
	/** What is held, oldest first, from `first` on; sequences go up, with a gap where something was lost. */
	readonly #held: Told[] = [];
	#first = 0;
	#characters = 0;
	#sequence = 0;
	readonly #wakes = new Set<() => void>();

	/** @param name unique among all channels of all processes */
	constructor(
		readonly name: string,
		private readonly bounds = BOUNDS,
	) {}

	/** The sequence of the newest item, told or lost. */
	get latest(): number {
		return this.#sequence;
	}

	/** Of the oldest frame that is held; of the next one where none is. */
	get oldest(): number {
		return this.#held[this.#first]?.sequence ?? this.#sequence + 1;
	}

	cursorAt(sequence: number): string {
		return writeCursor({ feed: this.name, sequence });
	}

	/** Tells all of it, then wakes the readers once. @param lost how much more there was, too much to be told */
	publish(items: readonly FeedItem[], lost = 0): void {
		this.#sequence += lost;
		for (const item of items) this.#hold(item);
		if (items.length + lost > 0) for (const wake of [...this.#wakes]) wake();
	}

	/** The oldest frame behind a place, if there is one. */
	behind(sequence: number): Told | undefined {
		let [low, high] = [this.#first, this.#held.length];
		while (low < high) {
			const middle = (low + high) >>> 1;
			if ((this.#held[middle]?.sequence ?? 0) > sequence) high = middle;
			else low = middle + 1;
		}
		return this.#held[low];
	}

	/** @param wake is called when there is something new; must not throw. Returns the way out. */
	listen(wake: () => void): () => void {
		this.#wakes.add(wake);
		return () => this.#wakes.delete(wake);
	}

	#hold(item: FeedItem): void {
		const sequence = ++this.#sequence;
		const cursor = this.cursorAt(sequence);
		const text = JSON.stringify({ ...item, cursor });
		this.#held.push({ sequence, cursor, text, isEnd: item.type === 'end' });
		this.#characters += text.length;
		while (this.#isOverfull()) this.#forgetOldest();
		this.#compact();
	}

	#isOverfull(): boolean {
		const count = this.#held.length - this.#first;
		return count > this.bounds.frames || (count > 1 && this.#characters > this.bounds.characters);
	}

	#forgetOldest(): void {
		this.#characters -= this.#held[this.#first]?.text.length ?? 0;
		this.#first += 1;
	}

	/** Cuts off what is forgotten, once it is as much as what is held: that costs little for each. */
	#compact(): void {
		if (this.#first <= this.#held.length / 2) return;
		this.#held.splice(0, this.#first);
		this.#first = 0;
	}
}
