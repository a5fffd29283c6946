/** The events, or links, of every span that has none. */
export const NONE: never[] = [];
Object.freeze(NONE);

/** @returns the list with the item behind it, and without its oldest where it would be longer than the limit */
export function appended<T>(list: T[], item: T, limit: number): T[] {
	if (limit === 0) return list;
	if (list.length === 0) return [item];
	if (list.length >= limit) list.shift();
	list.push(item);
	return list;
}
