import { describe, expect, test } from 'bun:test';
import { redactQuery, redactUrl } from './redact';

describe('redactQuery', () => {
	const cases: [string, string][] = [
		['', ''],
		['a=1&b=2', 'a=1&b=2'],
		['token=abc', 'token=REDACTED'],
		['TOKEN=abc&Password=x=y&a=%20', 'TOKEN=REDACTED&Password=REDACTED&a=%20'],
		['code=1&code=2', 'code=REDACTED&code=REDACTED'],
		['%74oken=abc', '%74oken=REDACTED'],
		['%zz=abc', '%zz=REDACTED'],
		['token', 'token'],
		['X-Amz-Signature=s&X-Amz-Date=d', 'X-Amz-Signature=REDACTED&X-Amz-Date=d'],
		['tokens=3&monkey=1', 'tokens=3&monkey=1'],
	];
	for (const [given, expected] of cases) {
		test(`${JSON.stringify(given)} becomes ${JSON.stringify(expected)}`, () => {
			expect(redactQuery(given)).toBe(expected);
		});
	}
});

describe('redactUrl', () => {
	test('hides credentials and secrets, and drops the fragment', () => {
		const url = new URL('https://me:hush@host:8443/a%20b?key=1&q=2#access_token=x');
		expect(redactUrl(url)).toBe('https://REDACTED:REDACTED@host:8443/a%20b?key=REDACTED&q=2');
	});

	test('leaves an ordinary URL as it is', () => {
		expect(redactUrl(new URL('http://[::1]:3000/x?a=1'))).toBe('http://[::1]:3000/x?a=1');
	});
});
