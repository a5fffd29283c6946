/**
 * A map that knows at least the `capacity` keys that were used last, and at most twice as many: a full generation
 * is dropped as one, for in JavaScriptCore finding the oldest key of a `Map` walks over all deleted ones.
 */
export class Recent<V> {
	private young = new Map<string, V>();
	private old = new Map<string, V>();

	constructor(private readonly capacity: number) {}

	/** Asking for a key counts as its use. */
	get(key: string): V | undefined {
		const value = this.young.get(key);
		if (value !== undefined || this.old.size === 0) return value;
		const older = this.old.get(key);
		if (older !== undefined) this.set(key, older);
		return older;
	}

	set(key: string, value: V): void {
		if (this.young.size >= this.capacity && !this.young.has(key)) {
			this.old = this.young;
			this.young = new Map();
		}
		this.young.set(key, value);
	}

	/** How much is held; a key that came back counts twice. */
	get size(): number {
		return this.young.size + this.old.size;
	}
}
