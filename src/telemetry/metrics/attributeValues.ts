import type { Attributes } from '@opentelemetry/api';
import { isAnyValue } from '../anyValue';

/** Attributes as they come: from code that may not know what an attribute is. */
export type Bag = Readonly<Record<string, unknown>>;

/** A copy that nobody else can change, without what is no attribute; `null` counts as not there. */
export function owned(attributes: Bag): Attributes {
	const own: Attributes = {};
	for (const key in attributes) {
		const value = attributes[key];
		if (key === '' || value === null || !isAnyValue(value)) continue;
		own[key] = typeof value === 'object' ? structuredClone(value) : value;
	}
	return own;
}

export function sorted(attributes: Attributes): Bag {
	return Object.fromEntries(Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The same text for arrays, maps and bytes that are equal; `undefined` for what is no attribute. */
export function textOf(value: object | null): string | undefined {
	return value !== null && isAnyValue(value) ? told(value) : undefined;
}

function told(value: unknown): string {
	if (typeof value === 'string') return JSON.stringify(value);
	if (typeof value !== 'object' || value === null) return String(value);
	if (value instanceof Uint8Array) return `<${value.join()}>`;
	if (Array.isArray(value)) return `[${value.map(told).join()}]`;
	const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
	return `{${entries.map(([key, one]) => `${JSON.stringify(key)}:${told(one)}`).join()}}`;
}
