// The timeline of a run: what it tells of itself while it happens, and when it is over.
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import type { Locator, Page } from 'playwright-core';
import { eventually } from '../support/eventually';
import { setStage, type Stage } from '../support/stage';

setDefaultTimeout(120_000);

let stage: Stage;

beforeAll(async () => {
	stage = await setStage();
});
afterAll(() => stage.clear());

const timeline = (page: Page) => page.getByRole('region', { name: 'Timeline' });
const line = (pane: Locator, type: string) => pane.locator('summary', { hasText: type });

/** The types that are shown, in their order. */
const types = (pane: Locator) =>
	pane.locator('summary .type').evaluateAll((all) => all.map((each) => each.textContent.trim()));

test('a line is there before it has ended, and the pane is filtered, paused and kept', async () => {
	stage.target.hold();
	const { id } = await stage.client.createCheck({
		url: `${stage.target.url}/redirect?to=/held`,
		timeoutMs: 60_000,
	});
	const runId = await stage.client.startRun(id);
	const { page, context, complaints } = await stage.openPage();
	await page.goto(`${stage.app.url}/runs/${runId}`);
	const pane = timeline(page);
	await line(pane, 'step.request').getByText('so far').waitFor();
	await eventually('the second connection', async () => {
		const shown = await types(pane);
		return shown.filter((type) => type === 'probe.connected').length === 2;
	});

	await pane.getByLabel('Types').fill('probe.red*');
	await eventually('the filter', async () => (await types(pane)).join() === 'probe.redirected');
	await line(pane, 'probe.redirected').click();
	await pane.getByText(`${stage.target.url}/held`).waitFor();
	await pane.getByRole('link', { name: 'Show its span' }).click();
	await page.waitForURL(/span=[0-9a-f]{16}$/);

	await pane.getByLabel('Types').fill('');
	await pane.getByRole('button', { name: 'Pause' }).click();
	stage.target.release();
	await stage.client.endOfRun(runId);
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

test('a slow body is told of while it comes: how much there is, and never what', async () => {
	stage.target.hold();
	const { id } = await stage.client.createCheck({ url: `${stage.target.url}/drip`, timeoutMs: 60_000 });
	const runId = await stage.client.startRun(id);
	const { page, context, complaints } = await stage.openPage();
	await page.goto(`${stage.app.url}/runs/${runId}`);
	const pane = timeline(page);
	const receiving = line(pane, 'probe.receiving');
	await eventually('it to come further', async () => (await receiving.count()) >= 2);
	await line(pane, 'step.request').getByText('so far').waitFor();
	stage.target.release();
	expect((await stage.client.endOfRun(runId)).state).toBe('passed');
	const kilobytes = (await receiving.locator('.took').allTextContents()).map((text) => parseFloat(text));
	expect(kilobytes).toEqual([...new Set(kilobytes)].sort((a, b) => a - b));
	expect(kilobytes[0]).toBeGreaterThan(1);
	expect(complaints).toEqual([]);
	await context.close();
});
