import { createHash, createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';

/** The token, the sessions that stand for it, and where a sign-in may lead. Nothing here keeps state. */

export const SESSION_COOKIE = 'glasshouse_session';
export const SESSION_MS = 7 * 24 * 3_600_000;

const VERSION = 'v1';
/** Only to resolve paths against; it is never asked for. */
const ANY_ORIGIN = 'http://local.invalid';

/** Compares in a time that tells nothing of where two texts differ, nor of their lengths. */
export function sameSecret(given: string, expected: string): boolean {
	return timingSafeEqual(sha256(given), sha256(expected));
}

/** The token of an `Authorization: Bearer …` header, `undefined` for any other. */
export function bearerToken(header: string | null): string | undefined {
	return header === null ? undefined : /^Bearer +(\S+) *$/i.exec(header)?.[1];
}

/** A cookie's value that stands for the token until it expires, without holding it: a signed expiry. */
export function newSession(token: string, nowMs = Date.now()): string {
	const claim = `${VERSION}.${nowMs + SESSION_MS}.${randomBytes(16).toString('base64url')}`;
	return `${claim}.${sign(claim, token)}`;
}

/** Somebody who has signed in, as their cookie tells it. */
export interface Session {
	/** Tells it from all others, and opens nothing. */
	readonly id: string;
	/** Milliseconds since the Unix epoch. */
	readonly expiresAtMs: number;
}

/** @returns `undefined` where this value was not made for this token, or has expired */
export function readSession(value: string, token: string, nowMs = Date.now()): Session | undefined {
	const end = value.lastIndexOf('.');
	const claim = value.slice(0, Math.max(end, 0));
	if (!sameSecret(value.slice(end + 1), sign(claim, token))) return undefined;
	const [version, expiry, id = ''] = claim.split('.');
	const expiresAtMs = Number(expiry);
	return version === VERSION && expiresAtMs > nowMs ? { id, expiresAtMs } : undefined;
}

/**
 * A path of this site to go to after signing in. Whatever would lead elsewhere (`//host`, `/\host`, a scheme)
 * becomes `/`.
 */
export function localPath(wanted: string | null | undefined): string {
	if (!wanted?.startsWith('/')) return '/';
	const url = URL.parse(wanted, ANY_ORIGIN);
	if (url === null || url.origin !== ANY_ORIGIN || url.pathname.startsWith('//')) return '/';
	return url.pathname === '/sign-in' ? '/' : `${url.pathname}${url.search}${url.hash}`;
}

function sign(claim: string, token: string): string {
	return createHmac('sha256', sessionKey(token)).update(claim).digest('base64url');
}

const keys = new Map<string, Buffer>();

/** A key of its own for sessions, so that a signature says nothing of the token. */
function sessionKey(token: string): Buffer {
	const known = keys.get(token);
	if (known !== undefined) return known;
	const key = Buffer.from(hkdfSync('sha256', token, '', 'glasshouse session', 32));
	keys.clear();
	keys.set(token, key);
	return key;
}

function sha256(text: string): Buffer {
	return createHash('sha256').update(text).digest();
}
