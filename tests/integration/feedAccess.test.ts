// Who follows the live feed by a session of the sign-in page may do so for as long as that session lasts.
import { afterAll, beforeAll, expect, test } from 'bun:test';
import { newSession, SESSION_COOKIE, SESSION_MS } from '../../src/lib/server/auth';
import { startApp, type App } from '../support/app';
import { untraced } from '../support/client';
import { followFeed, framesOf, type Frame } from '../support/feed';

const TOKEN = 'a-secret-of-some-length';

let app: App;

beforeAll(async () => {
	app = await startApp({ env: { GLASSHOUSE_TOKEN: TOKEN } });
});

afterAll(() => app.dispose());

/** The cookie of a session that has so much left. */
function cookieFor(leftMs = SESSION_MS): string {
	return `${SESSION_COOKIE}=${newSession(TOKEN, Date.now() - SESSION_MS + leftMs)}`;
}

function follow(headers: Record<string, string>) {
	return followFeed(app.url, {}, headers);
}

function stream(cookie: string): Promise<Response> {
	return untraced(`${app.url}/api/v1/live`, { headers: { cookie } });
}

function signOut(cookie: string): Promise<Response> {
	return untraced(`${app.url}/sign-out`, {
		method: 'POST',
		redirect: 'manual',
		headers: { cookie, origin: app.url, accept: 'text/html' },
	});
}

const isHello = ({ type }: Frame) => type === 'hello';

test.each([
	['expired', 'The session has expired', () => cookieFor(1_500), () => Promise.resolve()],
	['signed_out', 'The session was signed out', () => cookieFor(), signOut],
] as const)('what was opened with a session that is over (%s) ends, and says why', async (...given) => {
	const [reason, words, makeCookie, endIt] = given;
	const cookie = makeCookie();
	const follower = follow({ cookie });
	const response = await stream(cookie);
	expect(response.status).toBe(200);
	await follower.until('the hello', isHello);
	await endIt(cookie);
	expect(await follower.closed).toEqual({ code: 4401, reason: words });
	expect(follower.frames.at(-1)).toEqual({ type: 'access.end', reason });
	expect(framesOf(await response.text()).at(-1)).toEqual({ type: 'access.end', reason });
});

test('signing out leaves other sessions, and programs with the token, alone', async () => {
	const [leaving, staying] = [cookieFor(), cookieFor()];
	const gone = follow({ cookie: leaving });
	const others = [follow({ cookie: staying }), follow({ authorization: `Bearer ${TOKEN}` })];
	await Promise.all([gone, ...others].map((follower) => follower.until('the hello', isHello)));
	await signOut(leaving);
	await gone.closed;
	await untraced(`${app.url}/`, { headers: { cookie: staying } });
	for (const follower of others) {
		await follower.until('what comes next', (frame) => 'span' in frame && frame.span.name === 'GET /');
		expect(follower.socket.readyState).toBe(WebSocket.OPEN);
		follower.socket.close();
	}
});

test('who sends the sign-out of no session ends nothing', async () => {
	const cookie = cookieFor();
	const follower = follow({ cookie });
	await follower.until('the hello', isHello);
	const forged = cookie.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'));
	expect((await signOut(forged)).status).toBe(303);
	expect((await untraced(`${app.url}/`, { headers: { cookie }, redirect: 'manual' })).status).toBe(200);
	expect(follower.socket.readyState).toBe(WebSocket.OPEN);
	follower.socket.close();
});
