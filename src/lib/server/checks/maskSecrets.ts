/** What stands where a secret was. */
export const MASK = '[masked]';

const SECRET_HEADERS = new Set([
	'authorization',
	'proxy-authorization',
	'cookie',
	'set-cookie',
	'set-cookie2',
]);
/** Words that make a name a secret's name, wherever they stand in it. */
const SECRET_WORDS = new Set(
	(
		'password passwd passphrase passcode pwd secret token jwt apikey accesskey authkey privatekey credential ' +
		'credentials authorization cookie csrf xsrf signature sig otp pin cvv sessionid sid'
	).split(' '),
);
const SECRET_PAIRS = new Set([
	'api key',
	'access key',
	'auth key',
	'private key',
	'session id',
	'signing key',
]);
/** A last word that says the value tells about the secret and is none: `token_type`, `password_length`. */
const HARMLESS_ENDS = new Set(
	'type count length ttl expires expiry expiration in at limit url uri endpoint policy status enabled required'.split(
		' ',
	),
);

/** Shapes that are secrets whatever they are called. */
const SHAPES: readonly (readonly [RegExp, string])[] = [
	[/-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[^-]*(?:-----END [A-Z ]{0,40}PRIVATE KEY-----)?/g, MASK],
	[/\b(Bearer|Basic|Negotiate|Digest|ApiKey)(\s{1,4})[\w.~+/=:-]{6,}/gi, `$1$2${MASK}`],
	[/\beyJ[\w-]{5,}\.[\w-]{2,}(?:\.[\w-]*)?/g, MASK],
	[/\b(?:AKIA|ASIA|ABIA|ACCA)[0-9A-Z]{16}\b/g, MASK],
	[
		/\b(?:gh[opsur]_|github_pat_|glpat-|xox[abeprs]-|[srp]k_(?:live|test)_|whsec_|npm_|dop_v1_|hvs\.)[\w-]{10,}/g,
		MASK,
	],
	[/\bAIza[\w-]{30,}/g, MASK],
	[/\bhooks\.slack\.com\/services\/[\w/]+/g, `hooks.slack.com/services/${MASK}`],
	[/(\b[a-z][a-z0-9+.-]{1,20}:\/\/)[^\s/@"'<>]{1,200}@/gi, `$1${MASK}@`],
];

/** `name: value`, `name=value`, `"name": "value"`, also as JSON inside a JSON string (`\"name\": …`). */
const NAME = /(\\?["'])?\b([a-z][\w.-]{0,80})(?:\\?["'])?\s{0,4}[:=]\s{0,4}/gi;
const QUOTED = /(\\?["'])((?:(?!\1)(?:\\[^]|[^]))*)/y;
const BARE = /[^\s,;&"'<>{}[\]()\\]+/y;

/** @returns whether a header, field or query parameter of this name holds a secret, going by its words */
export function isSecretName(name: string): boolean {
	if (SECRET_HEADERS.has(name.toLowerCase())) return true;
	const words = name
		.replace(/([a-z0-9])([A-Z])/g, '$1 $2')
		.toLowerCase()
		.split(/[^a-z0-9]+/)
		.filter(Boolean);
	if (HARMLESS_ENDS.has(words.at(-1) ?? '')) return false;
	return words.some(
		(word, at) => SECRET_WORDS.has(word) || SECRET_PAIRS.has(`${word} ${words[at + 1] ?? ''}`),
	);
}

/**
 * Masks what looks like a secret in text from outside: values under a secret's name, well-known token shapes, and
 * `known` secrets, such as those that the request itself carried and the target sent back. Linear in the text.
 */
export function maskSecrets(text: string, known: readonly string[] = []): string {
	const shaped = SHAPES.reduce((masked, [shape, by]) => masked.replace(shape, by), maskKnown(text, known));
	return maskNamedValues(shaped);
}

/** Masks the values of headers by name, and secrets inside the others. */
export function maskHeaders(headers: Readonly<Record<string, string>>, known: readonly string[] = []) {
	return Object.fromEntries(
		Object.entries(headers).map(([name, value]) => [
			name,
			isSecretName(name) ? MASK : maskSecrets(value, known),
		]),
	);
}

/** The secrets that a request carries, for `known`: whole header values, and what follows their scheme. */
export function secretsOf(headers: Readonly<Record<string, string>>): string[] {
	const values = Object.entries(headers).filter(([name]) => isSecretName(name));
	return values
		.flatMap(([, value]) => [value, value.split(' ').at(-1) ?? ''])
		.filter((value) => value.length >= 6);
}

function maskKnown(text: string, known: readonly string[]): string {
	return known.reduce((masked, secret) => masked.replaceAll(secret, MASK), text);
}

function maskNamedValues(text: string): string {
	let masked = '';
	let done = 0;
	for (const found of text.matchAll(NAME)) {
		const valueAt = found.index + found[0].length;
		if (found.index < done || !isSecretName(found[2] ?? '')) continue;
		const value = valueSpan(text, valueAt);
		if (value === null) continue;
		masked += text.slice(done, value.from) + MASK;
		done = value.to;
	}
	return masked + text.slice(done);
}

function valueSpan(text: string, at: number): { from: number; to: number } | null {
	QUOTED.lastIndex = at;
	const quoted = QUOTED.exec(text);
	if (quoted !== null) return nonEmpty(at + (quoted[1] ?? '').length, at + quoted[0].length);
	BARE.lastIndex = at;
	const bare = BARE.exec(text);
	return bare === null || bare[0] === 'null' ? null : nonEmpty(at, at + bare[0].length);
}

function nonEmpty(from: number, to: number) {
	return to > from ? { from, to } : null;
}
