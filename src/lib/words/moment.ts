/** `14:02:11.204`, in the reader's time zone (the server's until the page is alive). @param unixMs since the epoch */
export function preciseTime(unixMs: number): string {
	const at = new Date(unixMs);
	const parts = [at.getHours(), at.getMinutes(), at.getSeconds()].map((part) =>
		String(part).padStart(2, '0'),
	);
	return `${parts.join(':')}.${String(at.getMilliseconds()).padStart(3, '0')}`;
}
