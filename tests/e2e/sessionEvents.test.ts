// The timeline of a run: what it tells of itself while it happens, and when it is over.
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import type { Browser, Locator, Page } from 'playwright-core';
import { startApp, type App } from '../support/app';
import { launchBrowser, openPage } from '../support/browser';
import { Client } from '../support/client';
import { eventually } from '../support/eventually';
import { startTarget, type Target } from '../support/target';

setDefaultTimeout(120_000);

let app: App;
let target: Target;
let browser: Browser;

beforeAll(async () => {
	[target, browser] = await Promise.all([startTarget(), launchBrowser()]);
	app = await startApp();
});
afterAll(async () => {
	await browser.close();
	await app.dispose();
	await target.stop();
});

const timeline = (page: Page) => page.getByRole('region', { name: 'Timeline' });
const line = (pane: Locator, type: string) => pane.locator('summary', { hasText: type });

/** The types that are shown, in their order. */
const types = (pane: Locator) =>
	pane.locator('summary .type').evaluateAll((all) => all.map((each) => each.textContent.trim()));

test('a line is there before it has ended, and the pane is filtered, paused and kept', async () => {
	const client = new Client(app.url);
	target.hold();
	const { id } = await client.createCheck({ url: `${target.url}/redirect?to=/held`, timeoutMs: 60_000 });
	const runId = await client.startRun(id);
	const { page, context, complaints } = await openPage(browser);
	await page.goto(`${app.url}/runs/${runId}`);
	const pane = timeline(page);
	await line(pane, 'step.request').getByText('so far').waitFor();
	await eventually('the second connection', async () => {
		const shown = await types(pane);
		return shown.filter((type) => type === 'probe.connected').length === 2;
	});

	await pane.getByLabel('Types').fill('probe.red*');
	await eventually('the filter', async () => (await types(pane)).join() === 'probe.redirected');
	await line(pane, 'probe.redirected').click();
	await pane.getByText(`${target.url}/held`).waitFor();
	await pane.getByRole('link', { name: 'Show its span' }).click();
	await page.waitForURL(/span=[0-9a-f]{16}$/);

	await pane.getByLabel('Types').fill('');
	await pane.getByRole('button', { name: 'Pause' }).click();
	target.release();
	await client.endOfRun(runId);
	await pane.getByText(/events since$/).waitFor();
	expect(await types(pane)).not.toContain('step.judge');
	await pane.getByRole('button', { name: 'Go on' }).click();
	await line(pane, 'step.notify').waitFor();
	const known = await types(pane);
	expect(known.filter((type) => type.startsWith('step.'))).toEqual([
		'step.request',
		'step.judge',
		'step.record',
		'step.notify',
	]);
	await page.reload();
	await line(timeline(page), 'step.notify').waitFor();
	expect(await types(timeline(page))).toEqual(known);
	expect(complaints).toEqual([]);
	await context.close();
});
