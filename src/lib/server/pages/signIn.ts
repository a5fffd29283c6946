import type { RequestEvent } from '@sveltejs/kit';
import { newSession, sameSecret, SESSION_COOKIE, SESSION_MS } from '../auth';
import { config } from '../config';
import { AppError } from '../errors';
import { admissions } from '../feed/admissions';
import { addressOf } from '../hooks/authenticate';
import { attempts, SIGN_IN_COST } from '../hooks/attempts';
import { withSpan } from '../telemetry';

type CookieEvent = Pick<RequestEvent, 'cookies' | 'url'>;
type SignedIn = CookieEvent & Pick<RequestEvent, 'locals'>;

/**
 * Judges a token that was typed into the sign-in page; the right one gets a session cookie.
 * @throws AppError BAD_REQUEST for none, UNAUTHORIZED for a wrong one, TOO_MANY_REQUESTS after too many of those
 */
export function signIn(event: RequestEvent, typed: unknown): Promise<void> {
	return withSpan('auth.sign_in', async () => {
		const { token } = config();
		if (token === undefined) return;
		if (typeof typed !== 'string' || typed === '') throw new AppError('BAD_REQUEST', 'Enter the token.');
		const right = await attempts.judge(addressOf(event), sameSecret(typed, token), SIGN_IN_COST);
		if (!right) throw new AppError('UNAUTHORIZED', 'This is not the token.');
		const options = { ...cookieOptions(event), maxAge: SESSION_MS / 1000 };
		event.cookies.set(SESSION_COOKIE, newSession(token), options);
	});
}

/** Takes the cookie back, and ends what was opened with it and is still open. */
export function signOut(event: SignedIn): void {
	const { session } = event.locals;
	event.cookies.delete(SESSION_COOKIE, cookieOptions(event));
	if (session !== undefined) admissions.signOut(session);
}

function cookieOptions({ url }: CookieEvent) {
	return { path: '/', httpOnly: true, sameSite: 'lax', secure: url.protocol === 'https:' } as const;
}
