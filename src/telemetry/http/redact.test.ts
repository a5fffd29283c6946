import { describe, expect, test } from 'bun:test';
import { redactAlso, redactQuery, redactText, redactUrl } from './redact';

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

describe('redactAlso', () => {
	test('hides the values of keys that the configuration names, in whatever case and encoding', () => {
		const query = 'ticket-id=1&Ticket-ID=2&ticket%2Did=3&ticket=4';
		expect(redactQuery(query)).toBe(query);
		redactAlso(['TICKET-id']);
		expect(redactQuery(query)).toBe('ticket-id=REDACTED&Ticket-ID=REDACTED&ticket%2Did=REDACTED&ticket=4');
	});
});

describe('redactText', () => {
	test('hides the secrets of every URL in a text', () => {
		const text = 'Fetching "https://me:hush@host/a?key=hush&b=1" failed, then http://host/?token=hush.';
		expect(redactText(text)).toBe(
			'Fetching "https://REDACTED:REDACTED@host/a?key=REDACTED&b=1" failed, then http://host/?token=REDACTED',
		);
	});

	test('leaves a text without URLs as it is', () => {
		for (const text of ['', 'connect ECONNREFUSED 127.0.0.1:1', 'http://', 'a://b?token=1'])
			expect(redactText(text)).toBe(text);
	});
});
