/** The query of a page with one part of it changed; `null` takes the part away. */
export function withParameter(search: string, name: string, value: string | null): string {
	const parameters = new URLSearchParams(search);
	if (value === null) parameters.delete(name);
	else parameters.set(name, value);
	return `?${parameters}`;
}
