/** The four bytes that eight hexadecimal digits from `at` on stand for, the first the highest; of others, any four. */
export function fourBytes(digits: string, at: number): number {
	return (twoBytes(digits, at) << 16) | twoBytes(digits, at + 4);
}

/** The two bytes that four hexadecimal digits from `at` on stand for, worked out all at once; of others, any two. */
function twoBytes(digits: string, at: number): number {
	const codes =
		(digits.charCodeAt(at) << 24) |
		(digits.charCodeAt(at + 1) << 16) |
		(digits.charCodeAt(at + 2) << 8) |
		digits.charCodeAt(at + 3);
	// A letter has bit 6, and its low bits count from 1: 'a' is 0x61, 'A' is 0x41, '0' is 0x30.
	const nibbles = (codes & 0x0f0f0f0f) + ((codes >>> 6) & 0x01010101) * 9;
	return ((nibbles >>> 12) & 0xf000) | ((nibbles >>> 8) & 0xf00) | ((nibbles >>> 4) & 0xf0) | (nibbles & 0xf);
}
