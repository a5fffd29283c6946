import { malformed } from './http1Error';

/** What stands before the body of an answer. */
export interface AnswerHead {
	readonly status: number;
	readonly statusText: string;
	readonly headers: Headers;
	/** Whether the connection may carry another request, as far as the head says. */
	readonly keepsConnection: boolean;
}

/** https://www.rfc-editor.org/rfc/rfc9112#section-4. The reason may be missing, with the space before it. */
const STATUS_LINE = /^HTTP\/1\.(\d) ([1-9]\d\d)(?: ([^\r\n]*))?\r?\n/;

/** @param text begins with a whole line. @throws Http1Error where that is no status line */
export function checkStatusLine(text: string): void {
	if (!STATUS_LINE.test(text)) throw malformed('it has no status line');
}

/**
 * Reads a head, whose lines may end without a carriage return.
 * @param text up to and with its empty line, each character a byte
 * @returns also interim answers, which have a status below 200
 * @throws Http1Error where it is none, or where its status is one that no answer to a POST has
 */
export function parseHead(text: string): AnswerHead {
	const [line, minor, digits, statusText = ''] = STATUS_LINE.exec(text) ?? [];
	if (line === undefined) throw malformed('it has no status line');
	const status = Number(digits);
	if (status === 101) throw malformed('it switches protocols unasked', 'UnrequestedUpgrade');
	if (status > 599) throw malformed('its status is not known');
	const headers = parseFields(text.slice(line.length));
	return { status, statusText, headers, keepsConnection: keepsConnection(minor === '0', headers) };
}

function parseFields(text: string): Headers {
	const headers = new Headers();
	for (const line of text.split('\n')) {
		const field = line.trim();
		if (field === '') continue;
		const colon = line.indexOf(':');
		if (colon < 1 || !append(headers, line.slice(0, colon), line.slice(colon + 1).trim())) {
			throw malformed('it has a header that is none');
		}
	}
	return headers;
}

function append(headers: Headers, name: string, value: string): boolean {
	try {
		headers.append(name, value);
		return true;
	} catch {
		return false; // told by the caller
	}
}

/** https://www.rfc-editor.org/rfc/rfc9112#section-9.3 */
function keepsConnection(isHttp10: boolean, headers: Headers): boolean {
	const options = listOf(headers.get('connection'));
	if (headers.has('transfer-encoding') && headers.has('content-length')) return false;
	return isHttp10 ? options.includes('keep-alive') : !options.includes('close');
}

/** The members of a header that is a list, in lower case. */
export function listOf(value: string | null): string[] {
	return value === null ? [] : value.split(',').map((member) => member.trim().toLowerCase());
}
