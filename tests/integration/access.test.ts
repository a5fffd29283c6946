import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { ENTRYPOINT, startApp, type App } from '../support/app';
import { Client, untraced } from '../support/client';
import { temporaryFolder } from '../support/folders';
import { freePort } from '../support/ports';
import { startProgram } from '../support/program';

const TOKEN = 'a-secret-of-some-length';

describe('without a token', () => {
	test('refuses to listen on an address that others can reach', async () => {
		const data = temporaryFolder();
		const env = { HOST: '0.0.0.0', PORT: String(await freePort()), GLASSHOUSE_DATA_DIR: data.path };
		const program = startProgram(ENTRYPOINT, { env });
		expect(await program.exited).toBe(1);
		expect(program.output()).toContain('HOST="0.0.0.0" is not usable without GLASSHOUSE_TOKEN');
		data.remove();
	});
});

describe('with a token', () => {
	let app: App;

	beforeAll(async () => {
		app = await startApp({ env: { HOST: '0.0.0.0', GLASSHOUSE_TOKEN: TOKEN } });
	});

	afterAll(() => app.dispose());

	function signIn(token: string, headers: Record<string, string> = {}, next = '/'): Promise<Response> {
		return untraced(`${app.url}/sign-in`, {
			method: 'POST',
			redirect: 'manual',
			headers: {
				origin: app.url,
				'content-type': 'application/x-www-form-urlencoded',
				accept: 'text/html',
				...headers,
			},
			body: new URLSearchParams({ token, next }).toString(),
		});
	}

	test('/healthz and /readyz need none', async () => {
		expect((await untraced(`${app.url}/healthz`)).status).toBe(200);
		expect((await untraced(`${app.url}/readyz`)).status).toBe(200);
	});

	test.each([
		'/api/v1/checks',
		'/api/v1/runs',
		'/api/v1/traces',
		'/api/v1/telemetry/health',
		'/api/v1/telemetry/in-flight',
		'/api/v1/openapi.json',
		'/api/v1/asyncapi.json',
		'/api/v1/live?session=00000000-0000-4000-8000-000000000000',
	])('%s needs it', async (path) => {
		expect((await new Client(app.url).request('GET', path)).status).toBe(401);
		expect((await new Client(app.url, 'some-other-secret-x').request('GET', path)).status).toBe(401);
		expect([200, 404]).toContain((await new Client(app.url, TOKEN).request('GET', path)).status);
	});

	test.each([
		'/',
		'/checks/new',
		'/traces',
		'/in-flight',
		'/logs',
		'/telemetry',
		'/api',
		'/traces/00000000000000000000000000000001',
		'/no/such/page',
	])('%s leads to the sign-in page', async (path) => {
		const response = await new Client(app.url).request('GET', path, undefined, { accept: 'text/html' });
		expect(response.status).toBe(303);
		expect(response.headers.get('location')).toStartWith('/sign-in');
		expect(await response.text()).not.toContain('Glasshouse itself');
	});

	test('the data of a page is closed like the page', async () => {
		const response = await new Client(app.url).request('GET', '/__data.json');
		expect(await response.text()).not.toContain('healthz');
	});

	test('signing in gives a cookie that scripts cannot read, and that opens the pages', async () => {
		const response = await signIn(TOKEN);
		expect(response.status).toBe(303);
		const cookie = response.headers.get('set-cookie') ?? '';
		expect(cookie).toContain('HttpOnly');
		expect(cookie).toMatch(/SameSite=(Lax|Strict)/i);
		expect(cookie).not.toContain(TOKEN);
		const [session = ''] = cookie.split(';');
		const page = await untraced(`${app.url}/`, { headers: { cookie: session }, redirect: 'manual' });
		expect(page.status).toBe(200);
		const forged = session.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'));
		const refused = await untraced(`${app.url}/`, { headers: { cookie: forged }, redirect: 'manual' });
		expect(refused.status).toBe(303);
	});

	test('a form of another site is refused', async () => {
		const response = await signIn(TOKEN, { origin: 'http://elsewhere.example' });
		expect(response.status).toBe(403);
	});

	test('does not lead out of the site after signing in', async () => {
		const response = await signIn(TOKEN, {}, '//elsewhere.example/');
		expect(response.status).toBe(303);
		expect(response.headers.get('location')).toBe('/');
	});

	test('guessing is slowed down: after some wrong tokens none is judged any more', async () => {
		const statuses: number[] = [];
		for (let attempt = 0; attempt < 40 && !statuses.includes(429); attempt += 1) {
			const response = await signIn(`wrong-token-number-${attempt}`);
			statuses.push(response.status);
			if (response.status === 429) expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
		}
		expect(statuses[0]).toBe(401);
		expect(statuses.at(-1)).toBe(429);
		expect((await signIn(TOKEN)).status).toBe(429);
	});

	test('the token stands in no log line', () => {
		expect(app.output()).not.toContain(TOKEN);
	});
});
