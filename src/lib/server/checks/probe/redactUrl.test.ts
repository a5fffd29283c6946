import { expect, test } from 'bun:test';
import { bareUrl, redactUrl } from './redactUrl';

test.each([
	['https://a.test/b?c=d', 'https://a.test/b?c=d'],
	['https://user:pass@a.test/', 'https://a.test/'],
	['https://a.test/?a=%20b&token=abc&x', 'https://a.test/?a=%20b&token=REDACTED&x'],
	['https://a.test/?%74oken=abc', 'https://a.test/?%74oken=REDACTED'],
	['https://a.test/?X-Amz-Signature=abc&key=1', 'https://a.test/?X-Amz-Signature=REDACTED&key=REDACTED'],
	['https://a.test/?keyboard=de&page=2', 'https://a.test/?keyboard=de&page=2'],
	['https://a.test/#token=abc', 'https://a.test/'],
])('%s', (url, redacted) => {
	expect(redactUrl(new URL(url))).toBe(redacted);
});

test('a secret path stands nowhere', () => {
	const url = new URL('https://hooks.test/services/T0/B0/secret?a=b');
	expect(redactUrl(url, { pathIsSecret: true })).toBe('https://hooks.test/REDACTED');
	expect(bareUrl(url, { pathIsSecret: true })).toBe('https://hooks.test');
	expect(bareUrl(url)).toBe('https://hooks.test/services/T0/B0/secret');
});
