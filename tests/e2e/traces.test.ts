import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import type { Page } from 'playwright-core';
import type { TraceSummary } from '../../src/lib/trace/wire';
import type { WatchedPage } from '../support/browser';
import { eventually } from '../support/eventually';
import { setStage, type Stage } from '../support/stage';

const SLOW_MS = 700;

describe('the list of traces and the comparison of two', () => {
	let reader: WatchedPage;

	let stage: Stage;

	beforeAll(async () => {
		stage = await setStage();
		const shop = await stage.client.createCheck({ name: 'Shop', url: `${stage.target.url}/ok` });
		// The first run of a process opens connections; the second is as usual.
		for (let run = 0; run < 2; run++) await stage.client.endOfRun(await stage.client.startRun(shop.id));
		await stage.client.json('PATCH', `/api/v1/checks/${shop.id}`, {
			url: `${stage.target.url}/slow?ms=${SLOW_MS}`,
		});
		await stage.client.endOfRun(await stage.client.startRun(shop.id));
		await stage.client.request('GET', `/api/v1/checks/${crypto.randomUUID()}`);
		reader = await stage.openPage();
	});

	afterAll(() => stage.clear());

	const list = (query: string) => stage.client.json<TraceSummary[]>('GET', `/api/v1/traces?${query}`);
	const rows = (page: Page) => page.locator('tbody tr');
	const idsOf = (page: Page) =>
		page.evaluate<string[]>(
			`[...document.querySelectorAll('a[data-row]')].map(({ href }) => href.split('/').at(-1))`,
		);

	/** A page whose chart answers to keys: before that its scripts have not begun. */
	async function open(page: Page, path: string): Promise<void> {
		await page.goto(path);
		const plot = page.getByRole('application', { name: /^Latency/ });
		await plot.focus();
		await eventually('scripts to have begun', async () => {
			await plot.press('ArrowLeft');
			return (await page.getByText('Enter shows only these').count()) > 0;
		});
		await plot.press('Escape');
	}

	test('REST takes the conditions of the page, and refuses what is none', async () => {
		const missing = await list('status=404');
		expect(missing.map(({ statusCode }) => statusCode)).toEqual([404]);
		expect((await list('status=4xx&status=!404')).length).toBe(0);
		expect((await list('root=POST%20*&sort=duration&limit=1')).map(({ name }) => name)).toEqual([
			'POST /api/v1/checks/{id}/run',
		]);
		const slow = await list(`minMs=${SLOW_MS}&service=glasshouse&page=false`);
		expect(slow.some(({ runId }) => runId !== null)).toBe(true);
		expect(await list('repeats=true')).toEqual([]);
		for (const wrong of ['minMs=-1', 'sort=beauty', 'from=yesterday', 'errors=maybe', 'nonsense=1'])
			expect((await stage.client.request('GET', `/api/v1/traces?${wrong}`)).status).toBe(400);
	});

	test('a filter is an address', async () => {
		const { page } = reader;
		await page.goto('/traces?status=404');
		await rows(page).first().waitFor();
		expect(await rows(page).count()).toBe(1);
		await rows(page).getByText('404').waitFor();
	});

	test('and is set by hand: typed, ticked, removed, gone back to', async () => {
		const { page } = reader;
		await open(page, '/traces');
		const bar = page.getByRole('search', { name: 'Filter traces' });
		await bar.getByLabel('Add a filter').fill('root not GET *');
		await page.keyboard.press('Enter');
		await page.waitForURL(/root=%21GET/);
		await bar.getByLabel('Add a filter').fill('status is 4xx');
		await page.keyboard.press('Enter');
		await page.waitForURL(/status=4xx/);
		await page.getByRole('heading', { name: 'No traces match' }).waitFor();
		await bar.getByRole('link', { name: 'Remove root not GET *' }).click();
		await page.waitForURL((url) => !url.searchParams.has('root'));
		await rows(page).getByText('404').waitFor();
		await bar.getByLabel('N+1 only').check();
		await page.waitForURL(/repeats=1/);
		await page.getByRole('heading', { name: 'No traces match' }).waitFor();
		await page.goBack();
		await rows(page).getByText('404').waitFor();
		expect(await bar.getByLabel('N+1 only').isChecked()).toBe(false);
	});

	test('an empty list names the filter to blame, and offers to remove it', async () => {
		const { page } = reader;
		await page.goto('/traces?q=nothing-of-this-name');
		await page.getByText('text contains “nothing-of-this-name”').last().waitFor();
		await page.getByRole('link', { name: 'Remove that filter' }).click();
		await rows(page).first().waitFor();
	});

	test('a brush over the slow half narrows the list, by pointer', async () => {
		const { page } = reader;
		await open(page, '/traces');
		const before = await rows(page).count();
		const plot = page.getByRole('application', { name: /^Latency/ });
		const box = await plot.boundingBox();
		if (box === null) throw new Error('The chart has no box');
		await page.mouse.move(box.x + 1, box.y + 1);
		await page.mouse.down();
		await page.mouse.move(box.x + box.width - 1, box.y + box.height / 3, { steps: 4 });
		await page.mouse.up();
		await page.waitForURL(/minMs=/);
		await rows(page).first().waitFor();
		const wanted = new Set(
			(await list(`limit=500&${new URL(page.url()).searchParams}`)).map(({ traceId }) => traceId),
		);
		await eventually('the narrowed list', async () => (await rows(page).count()) < before);
		const shown = await idsOf(page);
		expect(shown.filter((id) => !wanted.has(id))).toEqual([]);
		expect(shown.length).toBeGreaterThan(0);
	});

	test('and by keyboard, until Escape', async () => {
		const { page } = reader;
		await open(page, '/traces');
		for (const key of ['ArrowLeft', 'Home', 'Shift+End', 'Shift+PageDown', 'Enter'])
			await page.keyboard.press(key);
		await page.waitForURL(/maxMs=/);
		await page.keyboard.press('Escape');
		await page.waitForURL((url) => !url.searchParams.has('maxMs'));
	});

	test('the chart is there as a table', async () => {
		const { page } = reader;
		await page.goto('/traces?table=');
		const table = page.getByRole('region', { name: /^Latency:/ });
		await table.getByRole('columnheader', { name: 'Longest, ms' }).waitFor();
		await table.getByRole('link').first().click();
		await page.waitForURL(/from=/);
	});

	test('a run that is running is on the page, open, without loading it again', async () => {
		const { page } = reader;
		await page.goto('/traces?open=1');
		stage.target.hold();
		const { id } = await stage.client.createCheck({
			name: 'Held back',
			url: `${stage.target.url}/held`,
			timeoutMs: 60_000,
		});
		const runId = await stage.client.startRun(id);
		const row = rows(page).filter({ hasText: 'Held back' });
		await row.getByText('Still open').waitFor({ state: 'attached' });
		await row.getByText('so far').waitFor();
		stage.target.release();
		await stage.client.endOfRun(runId);
		await row.waitFor({ state: 'detached' });
	});

	test('a list that does not follow stays as it is', async () => {
		const { page } = reader;
		await open(page, '/traces');
		await page.getByRole('button', { name: 'Follow', exact: true }).click();
		await page.getByText(/^As of /).waitFor();
		expect(await page.getByRole('button', { name: 'Follow', exact: true }).getAttribute('aria-pressed')).toBe(
			'false',
		);
	});

	test('a long list has pages, and those behind the first stand still', async () => {
		const { page } = reader;
		await Promise.all(Array.from({ length: 60 }, () => stage.client.request('GET', '/api/v1/runs')));
		await page.goto('/traces?root=GET /api/v1/runs&sort=duration');
		expect(await rows(page).count()).toBe(50);
		await page.getByRole('link', { name: 'Further' }).click();
		await page.waitForURL(/part=2/);
		await page.getByText('Page 2 of 2').waitFor();
		await page.getByText(/^As of /).waitFor();
		await page.getByRole('link', { name: 'Follow', exact: true }).click();
		await page.waitForURL((url) => !url.searchParams.has('part'));
	});

	test('says so when it is not kept up to date any more, and when it is again', async () => {
		const { page, context } = await stage.openPage();
		await page.goto('/traces');
		const news = '**/_app/remote/**';
		await page.route(news, (route) => route.abort());
		await page.getByText(/Live updates stopped at/).waitFor();
		await page.unroute(news);
		await page.getByRole('button', { name: 'Try now' }).click();
		await page.getByText(/Live updates stopped at/).waitFor({ state: 'detached' });
		await context.close();
	});

	test('two runs of one check are compared, and what got slower is told', async () => {
		const { page } = reader;
		await open(page, '/traces?q=checks/{id}/run');
		const shop = rows(page).filter({ hasText: 'Shop' });
		await shop.nth(1).waitFor();
		await shop.first().getByRole('checkbox').check();
		await shop.nth(1).locator('a[data-row]').focus();
		await page.keyboard.press('x');
		await page.getByRole('link', { name: 'Compare the two' }).click();
		await page.waitForURL(/\/traces\/compare\?a=[0-9a-f]{32}&b=[0-9a-f]{32}/);
		await page.getByText(/^B took .* longer: .* in first byte of GET 127\.0\.0\.1/).waitFor();
		await page.getByRole('link', { name: 'Most different first' }).click();
		await rows(page).first().getByText('first byte').waitFor();
	});

	test('one is compared with the median of its root', async () => {
		const { page } = reader;
		await open(page, '/traces?q=checks/{id}/run');
		await rows(page).filter({ hasText: 'Shop' }).first().getByRole('checkbox').check();
		await page.getByRole('link', { name: 'Compare with the median of its root' }).click();
		await page.waitForURL(/\?a=[0-9a-f]{32}&b=[0-9a-f]{32}/);
	});

	test('a trace that is gone is told as that', async () => {
		const { page } = reader;
		const [{ traceId } = { traceId: '' }] = await list('limit=1');
		await page.goto(`/traces/compare?a=${'0'.repeat(31)}1&b=${traceId}`);
		await page.getByRole('heading', { name: 'A trace is not held any more' }).waitFor();
		await page.goto('/traces/compare');
		await page.getByRole('heading', { name: 'Choose two traces' }).waitFor();
	});

	test('without scripts filters are added and traces compared all the same', async () => {
		const { page, context } = await stage.openPage({ javaScriptEnabled: false });
		await page.goto('/traces?q=checks/{id}/run');
		await page.getByLabel('Add a filter').fill('> 500 ms');
		await page.getByRole('button', { name: 'Filter' }).click();
		expect(new URL(page.url()).search).toBe('?q=checks%2F%7Bid%7D%2Frun&minMs=500');
		await page.goto('/traces?q=checks/{id}/run');
		for (const at of [0, 1]) await rows(page).nth(at).getByRole('checkbox').check();
		await page.getByRole('button', { name: 'Compare' }).click();
		await page.getByRole('heading', { name: 'Compare' }).waitFor();
		expect(new URL(page.url()).search).toMatch(/^\?a=[0-9a-f]{32}&b=[0-9a-f]{32}$/);
		await context.close();
	});

	test('the browser complained of nothing', () => expect(reader.complaints).toEqual([]));
});
