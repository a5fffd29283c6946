import { describe, expect, test } from 'bun:test';
import { bearerToken, localPath, newSession, readSession, sameSecret, SESSION_MS } from './auth';

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
		const expiresAtMs = NOW + SESSION_MS;
		expect(readSession(session, TOKEN, expiresAtMs - 1)).toMatchObject({ expiresAtMs });
		expect(readSession(session, TOKEN, expiresAtMs)).toBeUndefined();
	});

	test('does not hold the token, and is new every time', () => {
		const session = newSession(TOKEN, NOW);
		expect(session).not.toContain(TOKEN);
		expect(newSession(TOKEN, NOW)).not.toBe(session);
	});

	test('has an id of its own, which does not open anything', () => {
		const [one, other] = [newSession(TOKEN, NOW), newSession(TOKEN, NOW)];
		const id = readSession(one, TOKEN, NOW)?.id ?? '';
		expect(id).toHaveLength(22);
		expect(readSession(other, TOKEN, NOW)?.id).not.toBe(id);
		expect(readSession(id, TOKEN, NOW)).toBeUndefined();
	});

	test('is refused for another token', () => {
		expect(readSession(newSession(TOKEN, NOW), `${TOKEN}x`, NOW)).toBeUndefined();
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
		for (const value of forged) expect(readSession(value, TOKEN, NOW)).toBeUndefined();
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
