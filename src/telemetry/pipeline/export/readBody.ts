/** Of an answer no more than this is looked at; a longer one ends its connection rather than fill the memory. */
export const MOST_BYTES = 64 * 1024;

/**
 * Reads an answer to its end, so that its connection can be used again, but never more than 64 KiB of it.
 * @throws what the connection failed with
 */
export async function readBody(response: Response): Promise<Uint8Array> {
	if (response.body === null || isShort(response)) return response.bytes();
	const reader = response.body.getReader();
	const chunks: Uint8Array[] = [];
	for (let length = 0; length < MOST_BYTES;) {
		const { value, done } = await reader.read();
		if (done) return Buffer.concat(chunks);
		chunks.push(value);
		length += value.length;
	}
	await reader.cancel();
	return Buffer.concat(chunks).subarray(0, MOST_BYTES);
}

/** A body that was compressed is longer than its length says. */
function isShort({ headers }: Response): boolean {
	const length = headers.get('content-length');
	return length !== null && Number(length) <= MOST_BYTES && !headers.has('content-encoding');
}
