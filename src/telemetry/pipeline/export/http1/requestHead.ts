/** Said unless the headers say otherwise, as `fetch` does. */
const DEFAULTS: Readonly<Record<string, string>> = { accept: '*/*', connection: 'keep-alive' };

/** How long the body is, the body itself tells. */
const NOT_TO_GIVE = new Set(['content-length', 'transfer-encoding']);

const TOKEN = /^[!#$%&'*+.^`|~\w-]+$/;
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/** Where requests go. */
export interface RequestLine {
	/** With the port, unless it is 80. */
	readonly host: string;
	/** The path and the query. */
	readonly path: string;
}

/**
 * The head of a POST up to its empty line, each character a byte (https://www.rfc-editor.org/rfc/rfc9112#section-3).
 * @param headers with names in lower case
 * @param length of the body, in bytes
 * @throws TypeError where a header would break out of its line
 */
export function requestHead(
	{ host, path }: RequestLine,
	headers: Readonly<Record<string, string>>,
	length: number,
): string {
	let head = `POST ${path} HTTP/1.1\r\n`;
	if (headers.host === undefined) head += `host: ${host}\r\n`;
	for (const name in DEFAULTS) if (headers[name] === undefined) head += `${name}: ${DEFAULTS[name]}\r\n`;
	for (const name in headers) if (!NOT_TO_GIVE.has(name)) head += field(name, headers[name] ?? '');
	return `${head}content-length: ${length}\r\n\r\n`;
}

function field(name: string, value: string): string {
	if (!TOKEN.test(name) || !VALUE.test(value))
		throw new TypeError(`The header ${JSON.stringify(name)} is none`);
	return `${name}: ${value}\r\n`;
}
