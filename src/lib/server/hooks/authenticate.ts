import { redirect, type RequestEvent } from '@sveltejs/kit';
import { bearerToken, readSession, sameSecret, SESSION_COOKIE, type Session } from '$server/auth';
import { redactUrl } from '$server/checks/probe/redactUrl';
import { config } from '$server/config';
import { AppError } from '$server/errors';
import { toAppError } from '$server/rpc/errors';
import { attempts, BEARER_COST } from './attempts';
import { forPrograms, refuse } from './refusal';

/** By route and not by path: for a remote function kit takes the path from a header. */
const OPEN_ROUTES = new Set<string | null>(['/healthz', '/readyz', '/sign-in', '/sign-out', '/theme']);

/** Lets in who has the token, as a Bearer header or as the session cookie that stands for it. */
export async function authenticate(event: RequestEvent): Promise<Response | undefined> {
	try {
		event.locals.session = sessionOf(event);
		event.locals.authenticated = await isAuthenticated(event);
	} catch (failure) {
		return refuse(event, toAppError(failure));
	}
	if (event.locals.authenticated || isOpen(event)) return undefined;
	if (forPrograms(event) && !event.isDataRequest) return refuse(event, missing());
	redirect(303, `/sign-in?next=${encodeURIComponent(wantedPath(event.url))}`);
}

/** Where to go after signing in. A token in the query, where somebody took that for the way in, goes no further. */
export function wantedPath(url: URL): string {
	return redactUrl(url).slice(url.origin.length);
}

/** @throws AppError TOO_MANY_REQUESTS for a Bearer token after too many wrong ones */
async function isAuthenticated(event: RequestEvent): Promise<boolean> {
	const { token } = config();
	if (token === undefined) return true;
	const bearer = bearerToken(event.request.headers.get('authorization'));
	if (bearer !== undefined) return attempts.judge(addressOf(event), sameSecret(bearer, token), BEARER_COST);
	return event.locals.session !== undefined;
}

/** A Bearer header goes before a cookie: who sends one comes with no session. */
function sessionOf({ request, cookies }: RequestEvent): Session | undefined {
	const { token } = config();
	const value = cookies.get(SESSION_COOKIE);
	if (token === undefined || value === undefined) return undefined;
	const comesWithToken = bearerToken(request.headers.get('authorization')) !== undefined;
	return comesWithToken ? undefined : readSession(value, token);
}

/** The client's address; empty on a unix socket and where the proxy's header is missing. */
export function addressOf(event: Pick<RequestEvent, 'getClientAddress'>): string {
	try {
		return event.getClientAddress();
	} catch {
		return '';
	}
}

function isOpen({ route, isRemoteRequest }: RequestEvent): boolean {
	return !isRemoteRequest && OPEN_ROUTES.has(route.id);
}

function missing(): AppError {
	return new AppError(
		'UNAUTHORIZED',
		'The token is missing or wrong: expected Authorization: Bearer with the value of GLASSHOUSE_TOKEN.',
	);
}
