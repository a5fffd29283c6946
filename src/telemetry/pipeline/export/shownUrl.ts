/** A URL for people: without credentials, and without a query, where keys may stand. */
export function shownUrl(url: string | URL): string {
	const { origin, pathname } = new URL(url);
	return origin + pathname;
}
