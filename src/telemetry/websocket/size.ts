/** The bytes of a message as it goes over the wire, before compression. */
export function sizeOf(message: unknown): number {
	if (typeof message === 'string') return Buffer.byteLength(message);
	if (message instanceof ArrayBuffer || message instanceof SharedArrayBuffer || ArrayBuffer.isView(message))
		return message.byteLength;
	return message instanceof Blob ? message.size : 0;
}
