/** Reading JSON of strangers: what is missing or of another type becomes empty, and nothing throws. */

export type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function objectIn(parent: JsonObject, key: string): JsonObject {
	const value = parent[key];
	return isObject(value) ? value : {};
}

export function objectsIn(parent: JsonObject, key: string): JsonObject[] {
	const value = parent[key];
	return Array.isArray(value) ? value.filter(isObject) : [];
}

export function textIn(parent: JsonObject, key: string): string {
	const value = parent[key];
	return typeof value === 'string' ? value : '';
}

/** 64-bit numbers are strings in protobuf's JSON; careless writers send numbers. Empty where it is neither. */
export function wholeIn(parent: JsonObject, key: string): string {
	const value = parent[key];
	if (typeof value === 'string' && /^\d{1,20}$/.test(value)) return value;
	return typeof value === 'number' && value >= 0 && Number.isFinite(value)
		? BigInt(Math.round(value)).toString()
		: '';
}

/**
 * An id as lower-case hex, whether it is written so, or as base64 (which protobuf's plain JSON does), or without its
 * leading zeros. `null` for anything else, and for an id of zeros alone.
 * @param digits how many hex digits it has: 32 for a trace, 16 for a span
 */
export function idIn(parent: JsonObject, key: string, digits: 16 | 32): string | null {
	const text = textIn(parent, key);
	const hex = text.length === Math.ceil(digits / 6) * 4 && !isHex(text, digits) ? fromBase64(text) : text;
	const id = hex.toLowerCase().padStart(digits, '0');
	return isHex(id, digits) && !/^0+$/.test(id) ? id : null;
}

function isHex(text: string, digits: number): boolean {
	return text.length === digits && /^[0-9a-f]+$/i.test(text);
}

function fromBase64(text: string): string {
	try {
		return Array.from(atob(text), (byte) => byte.charCodeAt(0).toString(16).padStart(2, '0')).join('');
	} catch {
		return '';
	}
}
