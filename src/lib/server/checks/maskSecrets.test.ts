import { describe, expect, test } from 'bun:test';
import { isSecretName, MASK, maskHeaders, maskSecrets, secretsOf } from './maskSecrets';

const JWT = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl';

describe('names', () => {
	test.each([
		'Authorization',
		'Set-Cookie',
		'password',
		'user_password',
		'accessToken',
		'X-Api-Key',
		'client-secret',
		'csrf_token',
		'sessionId',
		'privateKey',
		'API_KEY',
	])('%s is a secret', (name) => {
		expect(isSecretName(name)).toBe(true);
	});

	test.each([
		'author',
		'tokens',
		'token_type',
		'token_count',
		'passwordPolicy',
		'key',
		'monkey',
		'keyboard',
		'cookies',
		'content-type',
		'secretary',
		'',
	])('%s is none', (name) => {
		expect(isSecretName(name)).toBe(false);
	});
});

describe('values under a name', () => {
	test.each([
		['{"password": "a\\"b c", "x": 1}', `{"password": "${MASK}", "x": 1}`],
		['{"password":"a","token":"b","id":"c"}', `{"password":"${MASK}","token":"${MASK}","id":"c"}`],
		["{'secret': 'a'}", `{'secret': '${MASK}'}`],
		['{"pin": 1234, "page": 2}', `{"pin": ${MASK}, "page": 2}`],
		['{"password": null}', '{"password": null}'],
		['{"password": ""}', '{"password": ""}'],
		[
			'{"a": "{\\"password\\": \\"x y\\", \\"b\\": 1}"}',
			`{"a": "{\\"password\\": \\"${MASK}\\", \\"b\\": 1}"}`,
		],
		['access_token=abc&page=2', `access_token=${MASK}&page=2`],
		['<a href="/x?token=abc">', `<a href="/x?token=${MASK}">`],
		['DB_PASSWORD=hunter2\nDB_NAME=x', `DB_PASSWORD=${MASK}\nDB_NAME=x`],
		['password: hunter2', `password: ${MASK}`],
		['{"password": "never clo', `{"password": "${MASK}`],
		['{"secrets": {"a": "b"}, "token": {"value": "x"}}', '{"secrets": {"a": "b"}, "token": {"value": "x"}}'],
	])('%s', (text, masked) => {
		expect(maskSecrets(text)).toBe(masked);
	});
});

describe('shapes', () => {
	test.each([
		['Authorization: Bearer abc.def-123', `Authorization: ${MASK} ${MASK}`],
		['use Basic dXNlcjpwYXNz for it', `use Basic ${MASK} for it`],
		[`jwt ${JWT}.`, `jwt ${MASK}.`],
		['AKIAIOSFODNN7EXAMPLE', MASK],
		['ghp_abcdefghijklmnop1234 and xoxb-123456789012-abc', `${MASK} and ${MASK}`],
		['sk_live_abcdefghijklmnop', MASK],
		['postgres://user:pass@db/x', `postgres://${MASK}@db/x`],
		['https://hooks.slack.com/services/T0/B0/xyz', `https://hooks.slack.com/services/${MASK}`],
		['-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----', MASK],
		['-----BEGIN PRIVATE KEY-----\nMIIE', MASK],
		['mail me@example.com', 'mail me@example.com'],
		['The bearer of this letter', 'The bearer of this letter'],
	])('%s', (text, masked) => {
		expect(maskSecrets(text)).toBe(masked);
	});
});

test('what the request carried is masked where the target sends it back', () => {
	const known = secretsOf({
		Authorization: 'Token s3cret-value',
		'X-Api-Key': 'k-123456',
		Accept: 'text/plain',
	});
	expect(known).toEqual(['Token s3cret-value', 's3cret-value', 'k-123456', 'k-123456']);
	expect(maskSecrets('you sent s3cret-value, k-123456, text/plain', known)).toBe(
		`you sent ${MASK}, ${MASK}, text/plain`,
	);
});

test('headers are masked by name, and others by what is in them', () => {
	const headers = { 'set-cookie': 'a=b', 'x-auth-token': 'abc', location: '/?token=abc&a=b', server: 'x' };
	expect(maskHeaders(headers)).toEqual({
		'set-cookie': MASK,
		'x-auth-token': MASK,
		location: `/?token=${MASK}&a=b`,
		server: 'x',
	});
});

// A text made to take long: time must grow with its length, not with the square of it.
test.each([
	'"password":"',
	'{"a":"\\',
	'a.a.',
	'a://',
	'eyJaaaaa',
	'-----BEGIN PRIVATE KEY-----',
	'token=',
	"'",
	'Bearer ',
])('72 KB of %j are done in no time', (piece) => {
	const text = piece.repeat(Math.ceil(73_728 / piece.length));
	const start = performance.now();
	maskSecrets(text);
	expect(performance.now() - start).toBeLessThan(500);
});
