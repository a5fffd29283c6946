const HEAD_END = Buffer.from('\r\n\r\n');
const LAST_CHUNK = Buffer.from('\r\n0\r\n\r\n');

/**
 * Collects the bytes of one HTTP/1.1 answer until it is whole. It knows as much of HTTP as asking one thing at a time
 * needs: a length or chunks, and nothing after the end.
 */
export class Answer {
	private received: Buffer = Buffer.alloc(0);

	/** @returns the status once the answer is whole @throws where it is none that has an end */
	take(bytes: Buffer): number | undefined {
		const received = this.received.length === 0 ? bytes : Buffer.concat([this.received, bytes]);
		const headEnd = received.indexOf(HEAD_END);
		const head = headEnd < 0 ? '' : received.toString('latin1', 0, headEnd + 2);
		if (headEnd >= 0 && isWhole(received, head, headEnd)) {
			this.received = Buffer.alloc(0);
			return Number(head.slice(9, 12));
		}
		// The socket may use its buffer again.
		this.received = received === bytes ? Buffer.from(bytes) : received;
		return undefined;
	}
}

function isWhole(received: Buffer, head: string, headEnd: number): boolean {
	const [, length] = /\r\ncontent-length: *(\d+)\r\n/i.exec(head) ?? [];
	if (length !== undefined) return received.length >= headEnd + 4 + Number(length);
	if (!/\r\ntransfer-encoding: *chunked\r\n/i.test(head)) throw new Error(`This answer has no end:\n${head}`);
	return received
		.subarray(headEnd + 2)
		.subarray(-LAST_CHUNK.length)
		.equals(LAST_CHUNK);
}
