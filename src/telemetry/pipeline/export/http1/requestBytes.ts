/** What is written at once where there is a head to write: the head, and as much of the body as goes with it. */
const FIRST_BYTES = 64 * 1024;

/** Shared by all requests: what was written has been copied, or is written again. */
let first: Buffer | undefined;

/** The part of a socket that is needed to write. */
export interface Writable {
	/** @returns how many bytes were taken, fewer where there is no room; negative where the socket is closed */
	write(bytes: Uint8Array): number;
}

/** A request on its way out, as far as a socket takes it. */
export class RequestBytes {
	private written = 0;

	/**
	 * @param head each character a byte
	 * @param body is read only by `writeTo`
	 */
	constructor(
		private readonly head: string,
		private readonly body: Uint8Array<ArrayBuffer>,
	) {}

	get isWritten(): boolean {
		return this.written === this.head.length + this.body.length;
	}

	/** Begins anew, for another connection. */
	rewind(): void {
		this.written = 0;
	}

	/** Writes until all is written or there is no room. @returns `false` where the socket is closed */
	writeTo(socket: Writable): boolean {
		while (!this.isWritten) {
			const next = this.next();
			const taken = socket.write(next);
			if (taken < 0) return false;
			this.written += taken;
			if (taken < next.length) return true;
		}
		return true;
	}

	/** Head and body in one piece where they are small: each write is a call of the system, and wakes the collector. */
	private next(): Uint8Array {
		const { written, head, body } = this;
		if (written >= head.length) return body.subarray(written - head.length);
		first ??= Buffer.allocUnsafeSlow(FIRST_BYTES);
		const headBytes = first.write(head.slice(written, written + FIRST_BYTES), 'latin1');
		const bodyBytes = body.subarray(0, FIRST_BYTES - headBytes);
		first.set(bodyBytes, headBytes);
		return first.subarray(0, headBytes + bodyBytes.length);
	}
}
