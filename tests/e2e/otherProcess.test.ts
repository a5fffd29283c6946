import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import type { Browser } from 'playwright-core';
import { startApp, type App } from '../support/app';
import { launchBrowser, openPage } from '../support/browser';
import { Client } from '../support/client';
import { eventually } from '../support/eventually';
import { followFeed } from '../support/feed';
import { startPostgres, type PostgresServer } from '../support/postgres';
import { startTarget, type Target } from '../support/target';

setDefaultTimeout(120_000);

let postgres: PostgresServer;
let target: Target;
let browser: Browser;
let serving: App;
let executing: App;

beforeAll(async () => {
	[postgres, target, browser] = await Promise.all([startPostgres(), startTarget(), launchBrowser()]);
	const DATABASE_URL = await postgres.createDatabase();
	// One run at a time each, so that of two that are held one is executed by either.
	const start = (instanceId: string) =>
		startApp({ env: { DATABASE_URL, GLASSHOUSE_INSTANCE_ID: instanceId, GLASSHOUSE_CONCURRENCY: '1' } });
	serving = await start('serving');
	executing = await start('executing');
});

afterAll(async () => {
	await browser.close();
	await Promise.all([serving.dispose(), executing.dispose()]);
	await Promise.all([target.stop(), postgres.stop()]);
});

/** Two runs that hang in their requests. @returns the one that the other process executes */
async function runHeldElsewhere(client: Client): Promise<string> {
	target.hold();
	const { id } = await client.createCheck({ url: `${target.url}/held`, timeoutMs: 60_000 });
	for (const runId of [await client.startRun(id), await client.startRun(id)]) {
		const feed = followFeed(serving.url, { session: runId });
		const begun = await feed.until('the beginning of a run', (frame) => frame.type === 'session.event');
		feed.socket.close();
		if (begun.type === 'session.event' && begun.event.instanceId === 'executing') return runId;
	}
	throw new Error('Both were executed by the process that serves the page');
}

test('a run that another process executes grows on the page, and ends there', async () => {
	const runId = await runHeldElsewhere(new Client(serving.url));
	const { page, context, complaints } = await openPage(browser, { baseURL: serving.url });
	await page.goto(`/runs/${runId}`);
	await page.getByRole('treeitem', { name: /^step request.*still open/ }).waitFor();
	const duration = page.getByText(/so far$/).first();
	const before = await duration.textContent();
	await eventually('its figures to grow', async () => (await duration.textContent()) !== before);
	target.release();
	await page.getByRole('status').filter({ hasText: 'Passed' }).waitFor();
	await page.getByRole('treeitem', { name: /^step notify/ }).waitFor();
	await eventually('no open bar', async () => {
		return (await page.getByRole('treeitem', { name: /still open/ }).count()) === 0;
	});
	expect(complaints).toEqual([]);
	await context.close();
});
