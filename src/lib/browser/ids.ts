/** @returns 32 random lower-case hexadecimal digits */
export function newTraceId(): string {
	return digits(16);
}

/** @returns 16 random lower-case hexadecimal digits */
export function newSpanId(): string {
	return digits(8);
}

function digits(bytes: number): string {
	const random = crypto.getRandomValues(new Uint8Array(bytes));
	return Array.from(random, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
