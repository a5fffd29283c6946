import { maskHeaders, maskSecrets, secretsOf } from './maskSecrets';
import { bodyText, isBinary, mediaType } from './probe/bodyText';
import { type Hop } from './probe/journey';
import { type KeptResponse } from './schema';

/** Characters of a body that are kept. */
const KEPT = 65_536;
/** Masked along, so that no secret is cut in two at the end and escapes. */
const MARGIN = 8_192;

/**
 * What is kept of an answer, for people: the first 64 KB of the body as text, with secrets masked, also those that
 * the request carried and the target sent back.
 */
export function maskedResponse(hop: Hop, requestHeaders: Readonly<Record<string, string>>): KeptResponse {
	const known = secretsOf(requestHeaders);
	const { text, truncated } = isBinary(hop)
		? { text: describeBinary(hop), truncated: false }
		: keptText(hop, known);
	return {
		status: hop.status,
		headers: maskHeaders(joined(hop.headers), known),
		body: text,
		bodyTruncated: truncated || hop.bodyTruncated,
	};
}

function keptText(hop: Hop, known: readonly string[]) {
	const whole = bodyText(hop);
	const masked = maskSecrets(whole.slice(0, KEPT + MARGIN), known);
	return { text: storable(masked.slice(0, KEPT)), truncated: whole.length > KEPT };
}

function describeBinary(hop: Hop): string {
	return `(${hop.body.length} bytes of ${mediaType(hop) ?? 'an unnamed type'}, not shown)`;
}

/** Lines of one name become one value, as RFC 9110 allows for all but Set-Cookie, which is masked anyway. */
function joined(lines: Hop['headers']): Record<string, string> {
	const headers = new Map<string, string>();
	for (const [name, value] of lines) {
		const key = name.toLowerCase();
		const before = headers.get(key);
		headers.set(key, storable(before === undefined ? value : `${before}, ${value}`));
	}
	return Object.fromEntries(headers);
}

/** PostgreSQL's JSON takes neither NUL nor half a surrogate pair. */
function storable(text: string): string {
	return text.toWellFormed().replaceAll('\0', '\uFFFD');
}
