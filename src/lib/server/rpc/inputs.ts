import { z } from 'zod';

/** Parts that the inputs of several procedures share. */

/** Any UUID, whatever its version: run ids are derived ones. */
export const id = z.guid().toLowerCase();

export const byId = z.strictObject({ id });

/** Numbers come as text in a query and as numbers from a load. */
export const limit = (fallback: number, most: number) =>
	z.coerce.number<number | string>().int().min(1).max(most).default(fallback);

/**
 * Refuses what PostgreSQL cannot keep as text or JSON: NUL and halves of surrogate pairs.
 * @returns the path of the first such string or key
 */
export function unstorable(value: unknown, path: PropertyKey[] = []): PropertyKey[] | undefined {
	if (typeof value === 'string') return storable(value) ? undefined : path;
	if (typeof value !== 'object' || value === null) return undefined;
	for (const [key, part] of Object.entries(value)) {
		if (!storable(key)) return path;
		const found = unstorable(part, [...path, key]);
		if (found !== undefined) return found;
	}
	return undefined;
}

function storable(text: string): boolean {
	return !text.includes('\0') && text.isWellFormed();
}
