// A page that is open when its session is over: it notices, says so, and leads to the sign-in page and back.
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { newSession, SESSION_COOKIE } from '../../src/lib/server/auth';
import { violationsOn } from '../support/accessibility';
import { startApp, type App } from '../support/app';
import { launchBrowser, openPage } from '../support/browser';

setDefaultTimeout(60_000);

const TOKEN = 'a-secret-of-some-length';

let app: App;
let browser: Browser;

beforeAll(async () => {
	[app, browser] = await Promise.all([startApp({ env: { GLASSHOUSE_TOKEN: TOKEN } }), launchBrowser()]);
});

afterAll(async () => {
	await browser.close();
	await app.dispose();
});

async function comeIn(context: BrowserContext): Promise<void> {
	const value = newSession(TOKEN);
	await context.addCookies([{ name: SESSION_COOKIE, value, url: app.url }]);
}

const strip = (page: Page) => page.getByText('The session is over; sign in to go on.');

async function untilFollowed(page: Page): Promise<void> {
	const heard = page.waitForEvent('websocket').then((socket) => socket.waitForEvent('framereceived'));
	await page.goto(`${app.url}/logs`);
	await heard;
}

test('signed out elsewhere: every open page says so, and goes on by itself after one has signed in', async () => {
	const { page, context } = await openPage(browser);
	await comeIn(context);
	await untilFollowed(page);
	const other = await context.newPage();
	await untilFollowed(other);
	await context.request.post(`${app.url}/sign-out`, { headers: { origin: app.url }, maxRedirects: 0 });
	await strip(other).waitFor();
	await strip(page).waitFor();
	await page.getByRole('link', { name: 'Sign in again' }).waitFor();
	expect(await violationsOn(page)).toEqual([]);
	await page.getByRole('link', { name: 'Sign in', exact: true }).click();
	await page.getByLabel('Token').fill(TOKEN);
	await page.getByRole('button', { name: 'Sign in' }).click();
	await page.waitForURL(`${app.url}/logs`);
	await strip(page).waitFor({ state: 'detached' });
	await strip(other).waitFor({ state: 'detached' });
	await context.close();
});
