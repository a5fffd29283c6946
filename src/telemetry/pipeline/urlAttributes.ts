import { redactQuery, redactUrl } from '../http/redact';
import type { AttributeRedactor } from '../tracing/attributes';

/** A query, credentials, or a fragment: most addresses have none, and need not be parsed. */
const MAY_HOLD_SECRETS = /[?@#]/;

/** Scopes of our own instrumentations, which redact before they tell. */
const OWN_SCOPE = 'glasshouse.';

/**
 * What takes secrets out of the URLs that others put on spans: SvelteKit's request spans, for one, carry the whole
 * address, and `node:http`'s know secret keys in one spelling only.
 * @returns undefined for our own scopes
 */
export function urlRedactor(scopeName: string): AttributeRedactor | undefined {
	return scopeName.startsWith(OWN_SCOPE) ? undefined : redactAttribute;
}

/** `http.url` and `http.target` are what `url.full` and the rest were called before the conventions were stable. */
function redactAttribute(key: string, value: string): string {
	switch (key) {
		case 'http.url':
		case 'http.target':
		case 'url.full':
			return redactAddress(value);
		case 'url.query':
			return redactQuery(value);
		default:
			return value;
	}
}

/** Some put a path where an address should be. */
function redactAddress(text: string): string {
	if (!MAY_HOLD_SECRETS.test(text)) return text;
	const url = URL.parse(text);
	if (url !== null) return redactUrl(url);
	const at = text.indexOf('?');
	return at < 0 ? text : text.slice(0, at + 1) + redactQuery(text.slice(at + 1));
}
