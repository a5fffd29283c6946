import { expect, test } from 'bun:test';
import { isLoopback } from './refuseForeign';

test.each([
	'127.0.0.1',
	'127.0.0.1:3000',
	'127.8.9.10',
	'localhost:3000',
	'app.localhost',
	'[::1]:3000',
	'[::1]',
	'LOCALHOST',
])('%s is loopback', (host) => {
	expect(isLoopback(host)).toBe(true);
});

test.each([
	'evil.example',
	'127.0.0.1.evil.example',
	'localhost.evil.example',
	'evillocalhost',
	'127.0.0.1@evil.example',
	'192.168.0.1',
	'0.0.0.0',
	'[::]',
	'%%%',
	'',
	null,
])('%s is not', (host) => {
	expect(isLoopback(host)).toBe(false);
});
