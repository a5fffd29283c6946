/** Query keys whose values are credentials, in whatever case: the conventions' own list and the usual names. */
const SECRET_QUERY_KEYS: readonly string[] = [
	'AWSAccessKeyId',
	'Signature',
	'X-Amz-Credential',
	'X-Amz-Security-Token',
	'X-Amz-Signature',
	'X-Goog-Credential',
	'X-Goog-Signature',
	'access_key',
	'access_token',
	'api-key',
	'api_key',
	'apikey',
	'auth',
	'auth_token',
	'authorization',
	'bearer',
	'client_assertion',
	'client_secret',
	'code',
	'id_token',
	'id_token_hint',
	'jwt',
	'key',
	'passphrase',
	'passwd',
	'password',
	'pwd',
	'refresh_token',
	'secret',
	'session_token',
	'sig',
	'token',
	'x-api-key',
];

const REDACTED = 'REDACTED';
const SECRET = new Set(SECRET_QUERY_KEYS.map((key) => key.toLowerCase()));
const URL_IN_TEXT = /\b(?:https?|wss?):\/\/[^\s"'`<>]+/gi;

/** Hides the values of more query keys from now on, in whatever case; called once, at the start. */
export function redactAlso(keys: readonly string[]): void {
	for (const key of keys) SECRET.add(key.toLowerCase());
}

/**
 * A query without its secrets: `a=1&token=x` → `a=1&token=REDACTED`; everything else stays byte for byte.
 * @param query without the question mark
 */
export function redactQuery(query: string): string {
	return query.includes('=') ? query.split('&').map(redactPair).join('&') : query;
}

/** A text, such as an error's message, in which every URL is without credentials and secrets. */
export function redactText(text: string): string {
	return text.includes('://') ? text.replace(URL_IN_TEXT, redactIfUrl) : text;
}

/** A URL without credentials, fragment, and secrets in its query, as `url.full` may hold it. */
export function redactUrl(url: URL): string {
	const userinfo = url.username === '' && url.password === '' ? '' : `${REDACTED}:${REDACTED}@`;
	const query = url.search === '' ? '' : `?${redactQuery(url.search.slice(1))}`;
	return `${url.protocol}//${userinfo}${url.host}${url.pathname}${query}`;
}

function redactIfUrl(text: string): string {
	const url = URL.parse(text);
	return url === null ? text : redactUrl(url);
}

function redactPair(pair: string): string {
	const at = pair.indexOf('=');
	if (at < 0) return pair;
	const key = pair.slice(0, at);
	return isSecret(key) ? `${key}=${REDACTED}` : pair;
}

function isSecret(key: string): boolean {
	if (SECRET.has(key.toLowerCase())) return true;
	if (!key.includes('%')) return false;
	try {
		return SECRET.has(decodeURIComponent(key).toLowerCase());
	} catch {
		return true; // a key that nobody can read may be anything
	}
}
