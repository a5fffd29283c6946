import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { readTraceFile } from '../../src/lib/trace/readTraceFile';
import { violationsOn } from '../support/accessibility';
import { startApp, type App } from '../support/app';
import { launchBrowser, openPage } from '../support/browser';
import { Client } from '../support/client';
import { eventually } from '../support/eventually';
import { startTarget, type Target } from '../support/target';
import { largeTrace, largeTraceFile, NEEDLE } from '../support/traceFile';

const COUNT = 10_000;
/** So many rows at most are in the document, of however many. */
const MOST_ROWS = 150;

describe('the waterfall of 10,000 spans, opened from a file', () => {
	let app: App;
	let target: Target;
	let browser: Browser;
	let page: Page;
	let complaints: string[];
	/** Bodies that the page sent anywhere. */
	const sent: string[] = [];

	beforeAll(async () => {
		target = await startTarget();
		app = await startApp({
			env: { GLASSHOUSE_TRACE_LINKS: 'Jaeger=https://jaeger.example.com/trace/{traceId}' },
		});
		browser = await launchBrowser();
		({ page, complaints } = await openPage(browser, { baseURL: app.url, acceptDownloads: true }));
		await page.goto('/traces/open');
		page.on('request', (request) => sent.push(request.postData() ?? ''));
		await openFile('large.json', largeTraceFile(COUNT));
		await page.getByRole('tree').waitFor();
	});

	afterAll(async () => {
		await browser.close();
		await app.dispose();
		await target.stop();
	});

	async function openFile(name: string, text: string | Buffer): Promise<void> {
		const file = { name, mimeType: 'application/json', buffer: Buffer.from(text) };
		const input = page.locator('input[type=file]:not([disabled])');
		await input.waitFor({ state: 'attached' });
		await input.setInputFiles(file);
	}

	const rows = () => page.getByRole('treeitem');
	const row = (name: string | RegExp) => page.getByRole('treeitem', { name });
	const focused = () => page.evaluate<string>('document.activeElement?.getAttribute("aria-label") ?? ""');
	const window = () =>
		page.evaluate<number[]>(
			'[...document.querySelectorAll("[role=slider]")].map((each) => Number(each.getAttribute("aria-valuenow")))',
		);

	test('shows all of it with few rows, which are named as a tree', async () => {
		await page.getByText('10 000 spans', { exact: false }).first().waitFor();
		expect(await rows().count()).toBeLessThan(MOST_ROWS);
		expect(await row(/^GET \/catalogue/).getAttribute('aria-level')).toBe('1');
		const first = row(/^render page 0,/);
		expect(await first.getAttribute('aria-level')).toBe('2');
		expect(await first.getAttribute('aria-posinset')).toBe('1');
		expect(await first.getAttribute('aria-setsize')).toBe('1000');
		expect(sent.filter((body) => body.includes('stock'))).toEqual([]);
	});

	test('scrolls to the end, and keeps few rows', async () => {
		await page.getByRole('tree').evaluate((tree) => {
			const body = tree.closest('.long');
			body?.scrollTo(0, body.scrollHeight);
		});
		await row(/^render page 999,/).waitFor();
		expect(await rows().count()).toBeLessThan(MOST_ROWS);
	});

	test('keys go through rows that are not in the document', async () => {
		await row(/^render page 999,/).click({ position: { x: 60, y: 10 } });
		await page.keyboard.press('Home');
		await eventually('the first row to have the focus', async () =>
			(await focused()).startsWith('GET /catalogue'),
		);
		await page.keyboard.press('End');
		await eventually('the last row to have the focus', async () =>
			(await focused()).startsWith('GET shop.example.com'),
		);
		await page.keyboard.press('Home');
		await page.keyboard.press('ArrowDown');
		await eventually('the second row to have the focus', async () =>
			(await focused()).startsWith('render page 0,'),
		);
		await page.keyboard.press('ArrowLeft');
		await eventually('it to be folded', async () => {
			return (await row(/^render page 0,/).getAttribute('aria-expanded')) === 'false';
		});
		await page.keyboard.press('ArrowRight');
		expect(await row(/^render page 0,/).getAttribute('aria-expanded')).toBe('true');
	});

	test('alike queries share a line, and are pointed out', async () => {
		await page
			.getByRole('list', { name: 'What stands out' })
			.getByText('6 times, one after the other')
			.waitFor();
		const group = row(/^SELECT stock, 6 times/).first();
		expect(await group.getAttribute('aria-expanded')).toBe('false');
		const before = Number(
			await row(/^stock\.list,/)
				.first()
				.getAttribute('aria-level'),
		);
		await group.locator('[data-fold]').click({ force: true });
		await eventually('the queries to have lines of their own', async () => {
			return (
				(await row(/^SELECT stock, SQL/)
					.first()
					.getAttribute('aria-level')) === String(before + 2)
			);
		});
		await group.locator('[data-fold]').click({ force: true });
	});

	test('finds what is far away, counts it and shows only that', async () => {
		await page.keyboard.press('Control+f');
		await page.keyboard.type(NEEDLE);
		await page.getByRole('search', { name: 'Inside this trace' }).getByText('1 found').waitFor();
		await page.keyboard.press('Enter');
		await page.getByRole('search', { name: 'Inside this trace' }).getByText('1 of 1').waitFor();
		await row(/^SELECT stock,.*found/).waitFor();
		await page.getByRole('region', { name: 'Attributes' }).getByText(NEEDLE).waitFor();
		await page.getByLabel('Only these').check();
		await eventually('only it and what is above it to be left', async () => (await rows().count()) === 4);
		await page.getByLabel('Find in this trace').press('Escape');
		await eventually('all to be there again', async () => (await rows().count()) > 20);
	});

	test('goes from error to error', async () => {
		await page.getByLabel('Find in this trace').press('Escape');
		await row(/^GET \/catalogue/)
			.or(rows().first())
			.first()
			.focus();
		await page.keyboard.press('Home');
		await page.keyboard.press('e');
		await eventually('the first error to have the focus', async () => (await focused()).includes('failed'));
		const [, inside] = [await focused(), page.getByRole('link', { name: /^render page/ })];
		expect(await inside.last().textContent()).toBe('render page 7');
		await page.keyboard.press('e');
		await page.getByRole('link', { name: 'render page 107', exact: true }).last().waitFor();
		await page.keyboard.press('Shift+E');
		await page.getByRole('link', { name: 'render page 7', exact: true }).last().waitFor();
		await page.getByText('one frame of your own code').click();
		await page.getByText('/app/src/routes/+page.server.ts:12:7').waitFor();
	});

	test('zooms by key, brush and axis, and comes back', async () => {
		const [from = -1, whole = 0] = await window();
		expect(from).toBe(0);
		await page.keyboard.press('+');
		const [, nearer = 0] = await window();
		expect(nearer).toBeLessThan(whole);
		await page.keyboard.press('Shift+ArrowRight');
		await eventually('the window to be later', async () => ((await window())[1] ?? 0) > nearer);
		await page.keyboard.press('0');
		expect(await window()).toEqual([0, whole]);
		await page.getByRole('slider', { name: 'Shown from' }).press('PageUp');
		await eventually('the window to begin later', async () => ((await window())[0] ?? 0) > whole / 20);
		expect(await page.getByRole('slider', { name: 'Shown from' }).getAttribute('aria-valuetext')).toMatch(
			/ of /,
		);
		await page.getByRole('button', { name: 'Whole trace' }).click();
		const box = await page.locator('[data-scale]').boundingBox();
		if (!box) throw new Error('There is no axis');
		await page.mouse.move(box.x + box.width * 0.25, box.y + 10);
		await page.mouse.down();
		await page.mouse.move(box.x + box.width * 0.5, box.y + 10, { steps: 4 });
		await page.mouse.up();
		const [drawnFrom = 0, drawnTo = 0] = await window();
		expect(drawnFrom / whole).toBeCloseTo(0.25, 1);
		expect(drawnTo / whole).toBeCloseTo(0.5, 1);
		await page.locator('[data-scale]').dblclick();
		expect(await window()).toEqual([0, whole]);
	});

	test('hides a kind, and what is below it moves up', async () => {
		await page.getByRole('button', { name: 'RPC', exact: true }).click();
		await rows().first().focus();
		await page.keyboard.press('Home');
		await row(/^GET \/catalogue/).waitFor();
		await eventually('no procedure to be left', async () => (await row(/^stock\.list/).count()) === 0);
		expect(
			await row(/^SELECT stock, 6 times/)
				.first()
				.getAttribute('aria-level'),
		).toBe('3');
		await page.getByRole('button', { name: 'RPC, hidden' }).click();
	});

	test('a clock that is wrong is marked, and can be adjusted', async () => {
		await row(/begins .* before its parent/)
			.first()
			.waitFor();
		await row(/begins .* before its parent/)
			.first()
			.click({ position: { x: 60, y: 10 } });
		await page.getByText('The clocks of the two services differ.').waitFor();
		await page.getByLabel('Adjust clocks').check();
		await page.getByText('Shown adjusted.').waitFor();
		await page.getByLabel('Adjust clocks').uncheck();
	});

	test('what is downloaded is the same, and opens again', async () => {
		await page.getByRole('button', { name: 'Copy or save' }).click();
		const [download] = await Promise.all([
			page.waitForEvent('download'),
			page.getByRole('button', { name: 'Download as OTLP JSON' }).click(),
		]);
		const saved = readFileSync(await download.path());
		const byId = (left: { spanId: string }, right: { spanId: string }) =>
			left.spanId < right.spanId ? -1 : 1;
		const [trace] = readTraceFile(saved.toString()).traces;
		expect(trace?.spans.toSorted(byId)).toEqual(largeTrace(COUNT).sort(byId));
		await openFile('again.json', saved);
		await page.getByText('again.json: 1 trace').waitFor();
		await page.getByText('10 000 spans', { exact: false }).first().waitFor();
	});

	test.each(['light', 'dark'] as const)('can be used by everybody, %s', async (colorScheme) => {
		await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
		expect(await violationsOn(page)).toEqual([]);
	});

	test('on a phone the details are a sheet', async () => {
		await page.setViewportSize({ width: 390, height: 844 });
		const details = page.getByRole('region', { name: 'Details of the chosen span' });
		await details.waitFor({ state: 'hidden' });
		await rows().nth(2).getByRole('link').click();
		await details.waitFor();
		expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBe(390);
		await page.getByRole('button', { name: 'Close' }).click();
		await details.waitFor({ state: 'hidden' });
		await page.setViewportSize({ width: 1440, height: 900 });
	});

	test('a file that is none is refused in words', async () => {
		await openFile('cut.json', largeTraceFile(50).slice(0, -100));
		await page.getByRole('alert').getByText('not JSON, or it has been cut').waitFor();
		expect(complaints).toEqual([]);
	});

	test('the page of a trace leads to other tools', async () => {
		const run = await new Client(app.url).runOnce({ name: 'Linked', url: `${target.url}/ok` });
		for (const path of [`/runs/${run.id}`, `/traces/${run.traceId}`]) {
			await page.goto(path);
			const link = page.getByRole('link', { name: 'Jaeger' });
			expect(await link.getAttribute('href')).toBe(`https://jaeger.example.com/trace/${run.traceId}`);
			expect(await link.getAttribute('rel')).toContain('noreferrer');
		}
	});
});
