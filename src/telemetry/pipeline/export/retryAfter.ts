/** However long a collector asks us to wait, what waits in memory cannot wait for ever. */
const MOST_MS = 60_000;

/**
 * How long `Retry-After` says to wait, in milliseconds, at most a minute: seconds or an HTTP date, as
 * https://www.rfc-editor.org/rfc/rfc9110#field.retry-after has it. `undefined` where it says nothing that is known.
 */
export function retryAfterMs(header: string | null, nowMs = Date.now()): number | undefined {
	const text = header?.trim() ?? '';
	const asked = /^\d+$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - nowMs;
	return Number.isNaN(asked) ? undefined : Math.min(Math.max(asked, 0), MOST_MS);
}
