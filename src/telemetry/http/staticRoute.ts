import { bodyBytes } from './bodyBytes';
import type { Handler } from './handlers';
import { isStreaming } from './streaming';

const OK = 200;
const NOT_MODIFIED = 304;

/** What Bun says of a body that is text, where nobody says anything else. */
const TEXT = 'text/plain;charset=utf-8';

/**
 * A handler that answers as Bun answers a static `Response` route: with an ETag over its bytes, 304 to whom it has
 * not changed for, and the response as it was when the server was started. A test compares the two byte by byte.
 * What differs is Date, which Bun leaves out of its own 304, and that two If-None-Match lines count as one list.
 * @returns `undefined` for what stays with Bun: a stream or a used body, which it refuses; HTML imports and
 * directories; files, for where one is gone Bun goes on to the next route, which no handler can; and bytes without
 * a content type, to which a handler's answer would get one.
 */
export function staticHandler(answer: unknown): Handler | undefined {
	if (!(answer instanceof Response) || answer.bodyUsed || answer.status < OK) return undefined;
	if (isStreaming(answer, 'GET')) return undefined;
	const counted = bodyBytes(answer); // now: a clone changes how Bun holds what it was made of
	const clone = answer.clone();
	const isAscii = bodyBytes(clone) > 0;
	const bytes = Bun.peek(clone.bytes());
	if (bytes instanceof Promise) return undefined;
	const headers = headersOf(answer, bytes);
	if (bytes.length > 0 && !headers.has('content-type')) {
		if (!isAscii && !isOtherText(bytes, counted)) return undefined;
		headers.set('content-type', TEXT);
	}
	return handlerOf(answer, headers, bytes);
}

function handlerOf(
	{ status, statusText }: Response,
	headers: Headers,
	bytes: Uint8Array<ArrayBuffer>,
): Handler {
	const body = bytes.length === 0 ? null : new Blob([bytes]); // which all answers share
	return (request) =>
		status === OK && isUnchanged(request, headers)
			? new Response(null, { status: NOT_MODIFIED, headers })
			: new Response(body, { status, statusText, headers });
}

function headersOf(answer: Response, bytes: Uint8Array<ArrayBuffer>): Headers {
	const headers = new Headers(answer.headers);
	headers.delete('content-length');
	headers.delete('transfer-encoding');
	if (bytes.length > 0 && !headers.has('etag')) headers.set('etag', etagOf(bytes));
	return headers;
}

/** Bun counts one byte a unit of Latin-1 and two of other text, and of bytes just these. */
function isOtherText(bytes: Uint8Array<ArrayBuffer>, counted: number): boolean {
	if (counted === 0) return false;
	return counted !== bytes.length || new TextDecoder().decode(bytes).length * 2 === counted;
}

function etagOf(bytes: Uint8Array<ArrayBuffer>): string {
	return `"${Bun.hash.xxHash64(bytes).toString(16).padStart(16, '0')}"`;
}

/** https://www.rfc-editor.org/rfc/rfc9110#name-precedence-of-preconditions */
function isUnchanged({ method, headers: asked }: Request, answer: Headers): boolean {
	if (method !== 'GET' && method !== 'HEAD') return false;
	const known = asked.get('if-none-match');
	if (known !== null) return hasTag(known, answer.get('etag'));
	const since = asked.get('if-modified-since');
	const modified = answer.get('last-modified');
	return since !== null && modified !== null && Date.parse(modified) <= Date.parse(since);
}

function hasTag(known: string, etag: string | null): boolean {
	if (etag === null) return false;
	if (known.trim() === '*') return true;
	const tag = tagOf(etag);
	return known.split(',').some((one) => tagOf(one) === tag);
}

/** A tag without its weakness and its quotes, as Bun compares them. */
function tagOf(text: string): string {
	const [, quoted, bare] = /^\s*(?:W\/\s*)?(?:"(.*)"|(.*?))\s*$/.exec(text) ?? [];
	return quoted ?? bare ?? '';
}
