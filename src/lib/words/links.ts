/** To the sign-in page, and from there back to where somebody was. */
export function signInAddress({ pathname, search }: Pick<URL, 'pathname' | 'search'>): string {
	return `/sign-in?next=${encodeURIComponent(pathname + search)}`;
}

/** The query of a page with one part of it changed; `null` takes the part away. */
export function withParameter(search: string, name: string, value: string | null): string {
	const parameters = new URLSearchParams(search);
	if (value === null) parameters.delete(name);
	else parameters.set(name, value);
	return `?${parameters}`;
}
