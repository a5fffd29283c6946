/** From so many hex digits on, a text may be the beginning of an id. */
const SHORTEST_ID = 4;

/** The hex digits of what may be an id or its beginning, dashes left out; `null` for anything else. */
export function idDigits(text: string): string | null {
	const digits = text.replaceAll('-', '');
	return /^[0-9a-f]+$/.test(digits) && digits.length >= SHORTEST_ID && digits.length <= 32 ? digits : null;
}

/** An id as it is written: dashes in the places of a UUID. */
export function asUuid(digits: string): string {
	return [
		[0, 8],
		[8, 12],
		[12, 16],
		[16, 20],
		[20, 32],
	]
		.map(([from, to]) => digits.slice(from, to))
		.join('-');
}
