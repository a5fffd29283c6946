/** Gathers a body up to a limit. What has come is there also when the rest never does. */
export class BoundedBody {
	readonly #chunks: Uint8Array[] = [];
	#size = 0;
	#truncated = false;

	/** @param limit in bytes */
	constructor(private readonly limit: number) {}

	/** Bytes gathered so far; never more than the limit. */
	get size(): number {
		return this.#size;
	}

	/** There was more than the limit. */
	get truncated(): boolean {
		return this.#truncated;
	}

	/** Reads until the end or the limit; then the source is told to stop. @throws what the source throws */
	async read(source: AsyncIterable<Uint8Array>): Promise<void> {
		for await (const chunk of source) {
			const room = this.limit - this.#size;
			this.#truncated = chunk.length > room;
			this.#keep(this.#truncated ? chunk.subarray(0, room) : chunk);
			if (this.#truncated) return;
		}
	}

	bytes(): Buffer {
		return Buffer.concat(this.#chunks, this.#size);
	}

	#keep(chunk: Uint8Array): void {
		this.#chunks.push(chunk);
		this.#size += chunk.length;
	}
}
