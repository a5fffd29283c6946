export interface CurlCall {
	method: string;
	/** Absolute, with `{name}` where a path parameter stands. */
	url: string;
	/** Sent as JSON; `undefined` for none. */
	body: unknown;
	/** Whether this server asks for its token. */
	withToken: boolean;
	/** Keeps the connection open and shows what comes, as it comes. */
	stream: boolean;
}

/** The call as a line for a POSIX shell; path parameters become variables: `{id}` is `$ID`. */
export function curlLine({ method, url, body, withToken, stream }: CurlCall): string {
	const address = url.replaceAll(/\{(\w+)\}/g, (_match, name: string) => `$${variable(name)}`);
	const parts = ['curl', stream ? '-N' : '', method === 'GET' ? '' : `-X ${method}`, `"${address}"`];
	if (withToken) parts.push('-H "authorization: Bearer $GLASSHOUSE_TOKEN"');
	const line = parts.filter(Boolean).join(' ');
	if (body === undefined) return line;
	return `${line} \\\n  -H 'content-type: application/json' \\\n  -d '${quoted(readable(body))}'`;
}

/** In one line where that is short. */
function readable(body: unknown): string {
	const line = JSON.stringify(body);
	return line.length <= 60 ? line : JSON.stringify(body, null, 2);
}

function variable(name: string): string {
	return name.replaceAll(/([a-z])([A-Z])/g, '$1_$2').toUpperCase();
}

/** Inside single quotes only a single quote ends the text. */
function quoted(text: string): string {
	return text.replaceAll("'", `'\\''`);
}
