import { isSecretName } from '../maskSecrets';

const REDACTED = 'REDACTED';
/** Query parameters that carry secrets under harmless names. The signature keys are OpenTelemetry's list. */
const SECRET_PARAMETERS = new Set([
	'key',
	'code',
	'auth',
	'sign',
	'awsaccesskeyid',
	'signature',
	'sig',
	'x-amz-signature',
	'x-amz-credential',
	'x-amz-security-token',
	'x-goog-signature',
	'x-goog-credential',
]);

export interface UrlRedaction {
	/** The path itself is a secret, as in the webhook addresses of chat services. */
	pathIsSecret?: boolean;
}

/** The URL for `url.full`: without user name, password, fragment, and the values of secret-looking parameters. */
export function redactUrl(url: URL, { pathIsSecret = false }: UrlRedaction = {}): string {
	if (pathIsSecret) return `${url.origin}/${REDACTED}`;
	const query = url.search.slice(1).split('&').map(redactPair).join('&');
	return `${url.origin}${url.pathname}${query === '' ? '' : `?${query}`}`;
}

/** The URL for a failure: without query and credentials. */
export function bareUrl(url: URL, { pathIsSecret = false }: UrlRedaction = {}): string {
	return pathIsSecret ? url.origin : `${url.origin}${url.pathname}`;
}

/** What is no secret stays byte for byte. */
function redactPair(pair: string): string {
	const at = pair.indexOf('=');
	return at > 0 && isSecretParameter(pair.slice(0, at)) ? `${pair.slice(0, at)}=${REDACTED}` : pair;
}

function isSecretParameter(key: string): boolean {
	const name = new URLSearchParams(key).keys().next().value ?? key;
	return SECRET_PARAMETERS.has(name.toLowerCase()) || isSecretName(name);
}
