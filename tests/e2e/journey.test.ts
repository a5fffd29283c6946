import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import type { Browser } from 'playwright-core';
import type { TraceSpan } from '../../src/lib/trace/wire';
import { startApp, type App } from '../support/app';
import { launchBrowser, openPage, type WatchedPage } from '../support/browser';
import { Client } from '../support/client';
import { eventually } from '../support/eventually';
import { startTarget, type Target } from '../support/target';

const TOKEN = 'a-secret-of-some-length';

/** One reader's way through the app; each test goes on where the one before it stopped. */
describe('a reader in a browser', () => {
	let app: App;
	let target: Target;
	let browser: Browser;
	let reader: WatchedPage;
	let runId: string;

	beforeAll(async () => {
		target = await startTarget();
		app = await startApp({ env: { GLASSHOUSE_TOKEN: TOKEN } });
		browser = await launchBrowser();
		reader = await openPage(browser, { baseURL: app.url });
	});

	afterAll(async () => {
		await browser.close();
		await app.dispose();
		await target.stop();
	});

	test('is sent to the sign-in page, and told when the token is wrong', async () => {
		const { page, complaints } = reader;
		await page.goto('/');
		await page.waitForURL(/\/sign-in/);
		await page.getByLabel('Token').fill('this-is-not-the-token');
		await page.getByRole('button', { name: 'Sign in' }).click();
		await page.getByText('This is not the token.').waitFor();
		// The answer 401 is what the console tells of.
		expect(complaints.splice(0).every((complaint) => complaint.includes('401'))).toBe(true);
	});

	test('signs in', async () => {
		const { page } = reader;
		await page.getByLabel('Token').fill(TOKEN);
		await page.getByRole('button', { name: 'Sign in' }).click();
		await page.waitForURL(`${app.url}/`);
		await page.getByRole('link', { name: 'New check' }).first().waitFor();
		const [cookie] = await reader.context.cookies();
		expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Lax' });
	});

	test('makes a check', async () => {
		const { page } = reader;
		await page.getByRole('link', { name: 'New check' }).first().click();
		await page.getByLabel('Name').fill('Checkout');
		await page.getByLabel('Address').fill(`${target.url}/held`);
		await page.getByLabel('Timeout, ms').fill('60000');
		const now = page.getByLabel(/Run now/);
		if ((await now.count()) > 0) await now.uncheck();
		await page.getByLabel('Runs every').selectOption('');
		await page.getByRole('button', { name: 'Make this check' }).click();
		await page.waitForURL(/\/checks\/[0-9a-f-]{36}$/);
		await page.getByRole('heading', { name: 'Checkout' }).waitFor();
	});

	test('runs it, and sees the request’s bar while the request is still open', async () => {
		const { page } = reader;
		target.hold();
		await page.getByRole('button', { name: 'Run now' }).click();
		await page.waitForURL(/\/runs\/[0-9a-f-]{36}$/);
		runId = page.url().split('/').at(-1) ?? '';
		await eventually('the request', () => target.seenAt('/held').length === 1);
		const bar = page.getByRole('treeitem', { name: /^GET.*still open/ });
		await bar.first().waitFor();
		expect((await bar.first().boundingBox())?.width).toBeGreaterThan(100);
		const span = await requestSpan();
		expect(span?.endTimeUnixNano).toBeNull();
		await page.getByRole('status').filter({ hasText: 'Running' }).waitFor();
	});

	test('watches it end, without loading the page again', async () => {
		const { page } = reader;
		let loads = 0;
		page.on('load', () => (loads += 1));
		target.release();
		await page.getByRole('status').filter({ hasText: 'Passed' }).waitFor();
		await page
			.getByRole('treeitem', { name: /step notify|^Notify/i })
			.first()
			.waitFor();
		await eventually('no open bar', async () => {
			return (await page.getByRole('treeitem', { name: /still open/ }).count()) === 0;
		});
		expect(loads).toBe(0);
		expect((await requestSpan())?.endTimeUnixNano).not.toBeNull();
	});

	test('opens a span, and finds it in the address', async () => {
		const { page } = reader;
		await page.getByRole('treeitem', { name: /^GET/ }).first().getByRole('link').click();
		const details = page.getByRole('region', { name: 'Details of the chosen span' });
		await details.getByText('http.response.status_code').first().waitFor();
		await page.waitForURL(/span=[0-9a-f]{16}/);
	});

	test('goes through the spans with the keyboard alone', async () => {
		const { page } = reader;
		await page.getByRole('treeitem').first().focus();
		const before = page.url();
		await page.keyboard.press('ArrowDown');
		await eventually('another span to be chosen', () => page.url() !== before);
		expect(await page.evaluate('document.activeElement?.getAttribute("role")')).toBe('treeitem');
	});

	test('opens its trace', async () => {
		const { page } = reader;
		const { traceId } = await new Client(app.url, TOKEN).getRun(runId);
		await page.goto(`/traces/${traceId}`);
		await page
			.getByRole('treeitem', { name: /workflow runCheck|^runCheck/ })
			.first()
			.waitFor();
		await page.goto('/traces');
		await page.locator(`a[href*="${traceId}"]`).first().waitFor();
	});

	test('sees the check pass on the overview', async () => {
		const { page } = reader;
		await page.goto('/');
		const row = page.getByRole('row').filter({ hasText: 'Checkout' });
		await row
			.getByText(/passing/i)
			.first()
			.waitFor({ state: 'attached' });
	});

	test('saw nothing that the browser complained of', () => {
		expect(reader.complaints).toEqual([]);
	});

	async function requestSpan(): Promise<TraceSpan | undefined> {
		const client = new Client(app.url, TOKEN);
		const { traceId } = await client.getRun(runId);
		const { spans } = await client.getTrace(traceId);
		return spans.find(
			({ kind, attributes }) => kind === 'client' && attributes['url.full'] === `${target.url}/held`,
		);
	}
});
