import { describe, expect, test } from 'bun:test';
import { bearerToken, isSession, localPath, newSession, sameSecret, SESSION_MS } from './auth';

const TOKEN = 'a-secret-of-24-characters';
const NOW = Date.UTC(2026, 0, 1);

test('sameSecret', () => {
	expect(sameSecret(TOKEN, TOKEN)).toBe(true);
	expect(sameSecret(`${TOKEN}x`, TOKEN)).toBe(false);
	expect(sameSecret('', TOKEN)).toBe(false);
});

test.each([
	['Bearer abc', 'abc'],
	['bearer   abc ', 'abc'],
	['Bearer', undefined],
	['Bearer a b', undefined],
	['Basic abc', undefined],
	[null, undefined],
])('bearerToken %j', (header, token) => {
	expect(bearerToken(header)).toBe(token);
});

describe('a session', () => {
	test('stands for its token until it expires', () => {
		const session = newSession(TOKEN, NOW);
		expect(isSession(session, TOKEN, NOW + SESSION_MS - 1)).toBe(true);
		expect(isSession(session, TOKEN, NOW + SESSION_MS)).toBe(false);
	});

	test('does not hold the token, and is new every time', () => {
		const session = newSession(TOKEN, NOW);
		expect(session).not.toContain(TOKEN);
		expect(newSession(TOKEN, NOW)).not.toBe(session);
	});

	test('is refused for another token', () => {
		expect(isSession(newSession(TOKEN, NOW), `${TOKEN}x`, NOW)).toBe(false);
	});

	test('is refused when any part of it was changed', () => {
		const [version, expiry, nonce, signature] = newSession(TOKEN, NOW).split('.');
		const forged = [
			`v2.${expiry}.${nonce}.${signature}`,
			`${version}.${Number(expiry) + 1}.${nonce}.${signature}`,
			`${version}.${expiry}.other.${signature}`,
			`${version}.${expiry}.${nonce}.`,
			`${version}.${expiry}.${nonce}`,
			String(signature),
			'',
			'...',
		];
		for (const value of forged) expect(isSession(value, TOKEN, NOW)).toBe(false);
	});
});

describe('localPath', () => {
	test.each([
		['/', '/'],
		['/runs/1?state=failed#spans', '/runs/1?state=failed#spans'],
		['/checks/ä b', '/checks/%C3%A4%20b'],
		['/a/../b', '/b'],
	])('keeps %j', (wanted, path) => {
		expect(localPath(wanted)).toBe(path);
	});

	test.each([
		'//evil.example',
		'/\\evil.example',
		'/\t/evil.example',
		'\\\\evil.example',
		'/.//evil.example',
		'/x/..//evil.example',
		'https://evil.example/',
		'javascript:alert(1)',
		'evil.example',
		'/sign-in?next=/',
		'',
		null,
		undefined,
	])('does not go to %j', (wanted) => {
		expect(localPath(wanted)).toBe('/');
	});
});
