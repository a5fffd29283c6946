import { estimateShallowMemoryUsageOf } from 'bun:jsc';

/** What Bun's estimate counts for a Response besides its body. */
const EMPTY_BYTES = estimateShallowMemoryUsageOf(new Response(null));

/**
 * How many bytes of text, or of a fetch's body, a response holds by itself; 0 where its body is a stream, a Blob
 * or a file. Bun's memory estimate tells, which, unlike everything else, leaves the response as it is.
 */
export function bodyBytes(response: Response): number {
	const { statusText, url } = response;
	return Math.max(0, estimateShallowMemoryUsageOf(response) - EMPTY_BYTES - statusText.length - url.length);
}
