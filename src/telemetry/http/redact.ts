/** Query keys whose values are credentials, in whatever case: the conventions' own list and the usual names. */
export const SECRET_QUERY_KEYS: readonly string[] = [
	'AWSAccessKeyId',
	'Signature',
	'X-Amz-Credential',
	'X-Amz-Security-Token',
	'X-Amz-Signature',
	'X-Goog-Signature',
	'access_token',
	'api_key',
	'apikey',
	'auth',
	'client_secret',
	'code',
	'id_token',
	'key',
	'passwd',
	'password',
	'refresh_token',
	'secret',
	'sig',
	'token',
];

const REDACTED = 'REDACTED';
const SECRET = new Set(SECRET_QUERY_KEYS.map((key) => key.toLowerCase()));

/**
 * A query without its secrets: `a=1&token=x` → `a=1&token=REDACTED`; everything else stays byte for byte.
 * @param query without the question mark
 */
export function redactQuery(query: string): string {
	return query.includes('=') ? query.split('&').map(redactPair).join('&') : query;
}

/** A URL without credentials, fragment, and secrets in its query, as `url.full` may hold it. */
export function redactUrl(url: URL): string {
	const userinfo = url.username === '' && url.password === '' ? '' : `${REDACTED}:${REDACTED}@`;
	const query = url.search === '' ? '' : `?${redactQuery(url.search.slice(1))}`;
	return `${url.protocol}//${userinfo}${url.host}${url.pathname}${query}`;
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
