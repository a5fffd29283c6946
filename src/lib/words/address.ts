/** An address as lists show it: without the scheme that goes without saying, query and fragment cut. */
export function shortAddress(url: string): string {
	const parsed = URL.parse(url);
	if (parsed === null) return url;
	const scheme = parsed.protocol === 'https:' ? '' : `${parsed.protocol}//`;
	return `${scheme}${parsed.host}${parsed.pathname}${parsed.search === '' ? '' : '?…'}`;
}
