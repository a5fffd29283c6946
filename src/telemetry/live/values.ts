import type { Attributes } from '@opentelemetry/api';
import type { LiveValue } from './types';

/** A copy of attributes, in what the wire form of the live views has. */
export function values(attributes: Attributes = {}): Record<string, LiveValue> {
	const copy: Record<string, LiveValue> = {};
	for (const [key, given] of Object.entries(attributes)) {
		if (given !== undefined && given !== null) copy[key] = value(given);
	}
	return copy;
}

/** Structured values, which the API allows and the wire form does not, are told as JSON. */
function value(given: unknown): LiveValue {
	if (isPrimitive(given)) return given;
	if (isFlatList(given)) return given.slice();
	return asText(given);
}

function isFlatList(given: unknown): given is (string | number | boolean | null)[] {
	return Array.isArray(given) && given.every((item) => item === null || isPrimitive(item));
}

function isPrimitive(given: unknown): given is string | number | boolean {
	return typeof given === 'string' || typeof given === 'number' || typeof given === 'boolean';
}

/** A text as it is, everything else as JSON; of what JSON cannot hold, only the kind. */
export function asText(given: unknown): string {
	if (typeof given === 'string') return given;
	if (typeof given === 'bigint') return given.toString();
	try {
		const json: unknown = JSON.stringify(given);
		return typeof json === 'string' ? json : typeof given;
	} catch {
		return Object.prototype.toString.call(given); // it holds itself, or a bigint
	}
}
