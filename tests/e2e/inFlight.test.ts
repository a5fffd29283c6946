import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import type { Locator } from 'playwright-core';
import { violationsOn } from '../support/accessibility';
import type { WatchedPage } from '../support/browser';
import { eventually } from '../support/eventually';
import { setStage, type Stage } from '../support/stage';

/** As many as make known what is usual. */
const FAST_RUNS = 10;
const NARROW = { width: 390, height: 844 };

describe('the page of what is in flight', () => {
	let reader: WatchedPage;
	let checkId: string;
	let runId: string;

	let stage: Stage;

	beforeAll(async () => {
		stage = await setStage();
		// The first of all runs takes longer than is usual.
		await stage.client.runOnce({ url: `${stage.target.url}/ok` });
		const held = { name: 'Storefront', url: `${stage.target.url}/held`, timeoutMs: 60_000 };
		checkId = (await stage.client.createCheck(held)).id;
		for (let run = 0; run < FAST_RUNS; run += 1)
			await stage.client.endOfRun(await stage.client.startRun(checkId));
		reader = await stage.openPage();
	});

	afterAll(() => stage.clear());

	/** The row of the request that the target does not answer. */
	const request = (): Locator =>
		reader.page
			.locator('tbody')
			.filter({ hasText: /GET 127\.0\.0\.1:\d+\/held/ })
			.last();

	const pane = (name: string): Locator => reader.page.getByRole('region', { name, exact: true });

	test('shows an operation that is open, of which check and run, and how it grows', async () => {
		const { page } = reader;
		await page.goto('/in-flight');
		await page.getByText('Nothing is open.').waitFor();
		stage.target.hold();
		runId = await stage.client.startRun(checkId);
		await request().waitFor();
		expect(await request().textContent()).toContain(`Storefront, run ${runId.slice(0, 8)}`);
		const width = async () => (await request().locator('.bar.growing').boundingBox())?.width ?? 0;
		const before = await width();
		await eventually('the bar to grow', async () => (await width()) > before);
	});

	test('marks it where it is stuck, and not what only waits for it', async () => {
		const { page } = reader;
		await request().getByText('Stuck', { exact: true }).waitFor();
		expect(await request().textContent()).toMatch(/\d times its usual p99\. No bytes since \d\d:\d\d:\d\d\./);
		await page.getByText(/Three operations are open\. One has been stuck for/).waitFor();
		expect(await page.getByText('Stuck', { exact: true }).count()).toBe(1);
		const link = request().getByRole('link', { name: 'Open trace' });
		expect(await link.getAttribute('href')).toMatch(/^\/traces\/[0-9a-f]{32}\?span=[0-9a-f]{16}$/);
	});

	test.each(['light', 'dark'] as const)('can be used by everybody meanwhile, %s', async (colorScheme) => {
		await reader.page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
		expect(await violationsOn(reader.page)).toEqual([]);
	});

	test('fits a phone', async () => {
		const { page, context } = await stage.openPage({ viewport: NARROW });
		await page.goto('/in-flight');
		await page.getByText('Stuck', { exact: true }).waitFor();
		expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(
			NARROW.width,
		);
		await context.close();
	});

	test('stands still while it is paused', async () => {
		const { page } = reader;
		await page.getByRole('button', { name: 'Pause view' }).click();
		expect(await page.locator('.bar.growing').count()).toBe(0);
		await page.getByRole('button', { name: 'Go on' }).click();
		await page.locator('.bar.growing').first().waitFor({ state: 'attached' });
	});

	test('stops the run, which goes, and stands among what has ended', async () => {
		await request().getByRole('button', { name: 'Stop run' }).click();
		await reader.page.getByText('Nothing is open.').waitFor();
		expect((await stage.client.endOfRun(runId)).state).toBe('cancelled');
		const row = pane('Closed a moment ago').getByRole('listitem');
		await row
			.filter({ hasText: `Storefront, run ${runId.slice(0, 8)}` })
			.first()
			.waitFor();
	});

	test('has the delay of the event loop, the heap and the pools', async () => {
		await pane('Event-loop delay')
			.getByText(/p99 over 10 s\. Uses \d+ % of one CPU/)
			.waitFor();
		await pane('Heap')
			.getByText(/as of the last collection/)
			.waitFor();
		await pane('Pools').getByText('Workflow workers').waitFor();
		expect(await pane('Pools').textContent()).toMatch(/Postgres connections\s*\d+ of 10/);
	});

	test('saw nothing that the browser complained of', () => {
		expect(reader.complaints).toEqual([]);
	});
});
