/** A map of so many entries: a new one makes the one go that was set longest ago. */
export class Recent<Key, Value> {
	readonly #held = new Map<Key, Value>();

	constructor(private readonly most: number) {}

	get(key: Key): Value | undefined {
		return this.#held.get(key);
	}

	set(key: Key, value: Value): void {
		this.#held.delete(key);
		this.#held.set(key, value);
		const [oldest] = this.#held.keys();
		if (this.#held.size > this.most && oldest !== undefined) this.#held.delete(oldest);
	}
}
