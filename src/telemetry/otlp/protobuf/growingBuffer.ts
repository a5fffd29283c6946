/** Bun's `Buffer` as `Uint8Array`, with the one native method that costs the same for any short text. */
interface TextBuffer extends Buffer<ArrayBuffer> {
	/** Writes UTF-8, U+FFFD for a lone surrogate as `TextEncoder` does, and returns the number of bytes. */
	utf8Write(text: string, offset: number): number;
}

const FIRST_SIZE = 64 * 1024;
const GROWTH = 1.5;

/** Bytes that are written one after the other, into memory that grows and is used again. */
export class GrowingBuffer {
	protected buffer: TextBuffer;
	protected view: DataView;
	/** The same memory without the ways of a `Buffer`, of which `slice` makes no copy. */
	protected plain: Uint8Array<ArrayBuffer>;
	protected at = 0;
	private size: number;

	/** @param size of the memory at first, in bytes */
	constructor(size = FIRST_SIZE) {
		this.buffer = allocate(size);
		this.view = viewOf(this.buffer);
		this.plain = plainOf(this.buffer);
		this.size = size;
	}

	/** How many bytes have been written. */
	get length(): number {
		return this.at;
	}

	/** How many bytes there is room for before it grows. */
	get capacity(): number {
		return this.size;
	}

	/** Forgets what was written from `length` on. */
	cut(length: number): void {
		this.at = length;
	}

	/**
	 * A copy of what was written; the memory itself is kept for what comes next.
	 * @param size of the copy, in bytes, where it is to be longer
	 */
	finish(size = this.at): Uint8Array<ArrayBuffer> {
		this.reserve(size - this.at);
		this.at = 0;
		return this.plain.slice(0, size);
	}

	/** What was written, in the memory that it was written in: nothing else may be written there as long as it is read. */
	lend(): Uint8Array<ArrayBuffer> {
		const bytes = this.plain.subarray(0, this.at);
		this.at = 0;
		return bytes;
	}

	/** What was written, as long as nothing else is. */
	written(): Uint8Array<ArrayBuffer> {
		return this.plain.subarray(0, this.at);
	}

	/** A copy into memory that is long enough: in less than half of the time that `set` takes (measured). */
	finishInto(memory: Uint8Array): void {
		this.buffer.copy(memory, 0, 0, this.at);
		this.at = 0;
	}

	/** Bytes as they are. @param length of those of them that count */
	raw(bytes: Uint8Array, length = bytes.length): void {
		this.reserve(bytes.length);
		this.plain.set(bytes, this.at);
		this.at += length;
	}

	protected reserve(count: number): void {
		if (this.at + count > this.size) this.grow(count);
	}

	private grow(count: number): void {
		const grown = allocate(Math.max(Math.ceil(this.size * GROWTH), this.at + count));
		grown.set(this.plain.subarray(0, this.at));
		this.buffer = grown;
		this.view = viewOf(grown);
		this.plain = plainOf(grown);
		this.size = grown.length;
	}
}

function allocate(size: number): TextBuffer {
	return Buffer.allocUnsafeSlow(size) as TextBuffer;
}

function viewOf({ buffer, byteOffset, length }: TextBuffer): DataView {
	return new DataView(buffer, byteOffset, length);
}

function plainOf({ buffer, byteOffset, length }: TextBuffer): Uint8Array<ArrayBuffer> {
	return new Uint8Array(buffer, byteOffset, length);
}
