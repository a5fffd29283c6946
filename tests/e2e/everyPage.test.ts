import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import type { Browser, Page } from 'playwright-core';
import { violationsOn } from '../support/accessibility';
import { startApp, type App } from '../support/app';
import { launchBrowser, openPage } from '../support/browser';
import { Client } from '../support/client';
import { startTarget, type Target } from '../support/target';

const NARROW = { width: 360, height: 740 };

describe('every page', () => {
	let app: App;
	let target: Target;
	let browser: Browser;
	const paths: Record<string, string> = {};

	beforeAll(async () => {
		target = await startTarget();
		app = await startApp();
		browser = await launchBrowser();
		const client = new Client(app.url);
		const passed = await client.runOnce({ name: 'A check that passes', url: `${target.url}/ok` });
		const failed = await client.runOnce({ name: 'A check that fails', url: `${target.url}/status/503` });
		Object.assign(paths, {
			overview: '/',
			'new check': '/checks/new',
			check: `/checks/${failed.checkId}`,
			'edit check': `/checks/${failed.checkId}/edit`,
			'passed run': `/runs/${passed.id}`,
			'failed run': `/runs/${failed.id}`,
			traces: '/traces',
			trace: `/traces/${passed.traceId}`,
			'open a trace file': '/traces/open',
			compare: `/traces/compare?a=${passed.traceId}&b=${failed.traceId}`,
			'in flight': '/in-flight',
			logs: '/logs',
			'logs that match nothing': '/logs?q=no+such+line',
			telemetry: '/telemetry',
			API: '/api',
			'no such page': '/no/such/page',
		});
	});

	afterAll(async () => {
		await browser.close();
		await app.dispose();
		await target.stop();
	});

	const NAMES = [
		'overview',
		'new check',
		'check',
		'edit check',
		'passed run',
		'failed run',
		'traces',
		'trace',
		'open a trace file',
		'compare',
		'in flight',
		'logs',
		'logs that match nothing',
		'telemetry',
		'API',
		'no such page',
	];
	const cases = NAMES.flatMap((name) =>
		(['light', 'dark'] as const).map((colorScheme) => ({ name, colorScheme })),
	);

	async function open(name: string, page: Page): Promise<void> {
		const response = await page.goto(paths[name] ?? '');
		expect(response?.status()).toBe(name === 'no such page' ? 404 : 200);
		await page.locator('main').waitFor();
		await page.waitForLoadState('load');
	}

	test.each(cases)('$name can be used by everybody, $colorScheme', async ({ name, colorScheme }) => {
		const { page, context } = await openPage(browser, {
			baseURL: app.url,
			colorScheme,
			reducedMotion: 'reduce',
		});
		await open(name, page);
		expect(await violationsOn(page)).toEqual([]);
		await context.close();
	});

	test.each([390, 721, 1001, 1024, 1280])('the places stand in one line, at %d px', async (width) => {
		const viewport = { width, height: 900 };
		const { page, context } = await openPage(browser, { baseURL: app.url, viewport });
		await open('overview', page);
		const places = page.getByRole('navigation', { name: 'Places' }).locator('a:visible');
		expect(await places.count()).toBeGreaterThan(3);
		const lines = await places.evaluateAll((all) =>
			all.map((place) => {
				const range = document.createRange();
				const words = [...place.childNodes].find(({ nodeValue }) => nodeValue?.trim());
				range.selectNodeContents(words ?? place);
				return [words?.nodeValue?.trim(), range.getClientRects().length] as const;
			}),
		);
		expect(lines.filter(([, count]) => count !== 1)).toEqual([]);
		expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
		await context.close();
	});

	test.each([390, 768])('time axes name no moment beyond their end, at %d px', async (width) => {
		const viewport = { width, height: 900 };
		const { page, context } = await openPage(browser, { baseURL: app.url, viewport });
		await open('failed run', page);
		await page.getByRole('heading', { name: 'Timeline' }).waitFor();
		await page.locator('.unmeasured').waitFor({ state: 'detached' });
		const labels = page.locator('.scale > span:visible');
		expect(await labels.count()).toBeGreaterThan(2);
		const beyond = await labels.evaluateAll((all) =>
			all
				.filter((label) => {
					const edge = label.parentElement?.getBoundingClientRect().right ?? 0;
					return label.getBoundingClientRect().right > edge + 1;
				})
				.map((label) => label.textContent),
		);
		expect(beyond).toEqual([]);
		await context.close();
	});

	/** What is wrong with the tables on a page: words of heads that run into each other, and figures without their end. */
	function crampedTables(): string[] {
		const words = (cell: Element) => {
			const range = document.createRange();
			range.selectNodeContents(cell);
			return range.getBoundingClientRect();
		};
		const shown = (selector: string) =>
			[...document.querySelectorAll<HTMLElement>(selector)].filter((cell) => cell.offsetWidth > 1);
		const heads = shown('main thead th:not(:has(.visually-hidden))');
		const overlapping = heads.filter((head, at) => {
			const next = heads[at + 1];
			return next?.parentElement === head.parentElement && words(head).right > words(next).left;
		});
		const cut = shown('main tbody .number').filter((cell) => {
			const [outer, inner] = [cell.getBoundingClientRect(), words(cell)];
			return inner.width > 0 && (inner.left < outer.left || inner.right > outer.right);
		});
		return [...overlapping, ...cut].map((cell) => cell.innerText);
	}

	test.each([768, 900])('tables have room for their heads and figures, at %d px', async (width) => {
		const viewport = { width, height: 1000 };
		const { page, context } = await openPage(browser, { baseURL: app.url, viewport });
		for (const name of ['overview', 'check', 'traces', 'compare']) {
			await open(name, page);
			expect(await page.locator('main thead th:visible').count()).toBeGreaterThan(3);
			expect([name, await page.evaluate(crampedTables)]).toEqual([name, []]);
		}
		await context.close();
	});

	test('log lines lead to their traces under a finger too', async () => {
		const viewport = { width: 390, height: 844 };
		const { page, context } = await openPage(browser, {
			baseURL: app.url,
			viewport,
			reducedMotion: 'reduce',
		});
		for (const name of ['logs', 'trace']) {
			await open(name, page);
			expect([name, await violationsOn(page)]).toEqual([name, []]);
		}
		await context.close();
	});

	test('a deletion is asked about where focus is, and given back from there', async () => {
		const { page, context } = await openPage(browser, { baseURL: app.url });
		await open('check', page);
		const opener = page.getByRole('button', { name: 'Delete…' });
		await opener.focus();
		await page.keyboard.press('Enter');
		const dialog = page.getByRole('dialog', { name: 'Delete this check?' });
		const focused = dialog.locator(':focus');
		expect(await focused.innerText()).toBe('Keep it');
		await page.keyboard.press('Shift+Tab');
		expect(await focused.innerText()).toBe('Delete this check');
		await page.keyboard.press('Tab');
		await page.keyboard.press('Enter');
		await dialog.waitFor({ state: 'hidden' });
		expect(await opener.evaluate((button) => button === document.activeElement)).toBe(true);
		expect(new URL(page.url()).pathname).toBe(paths.check ?? '');
		await context.close();
	});

	/** Placeholders that are longer than their field shows of a value. */
	function cutPlaceholders(): string[] {
		const shown = [...document.querySelectorAll<HTMLInputElement>('input[placeholder]')].filter(
			(field) => field.offsetWidth > 1,
		);
		const cut = shown.filter((field) => {
			const { value } = field;
			field.value = field.placeholder;
			const isCut = field.scrollWidth > field.clientWidth;
			field.value = value;
			return isCut;
		});
		return cut.map(({ placeholder }) => placeholder);
	}

	test.each(NAMES)('%s fits a phone, and complains of nothing', async (name) => {
		const { page, context, complaints } = await openPage(browser, { baseURL: app.url, viewport: NARROW });
		await open(name, page);
		const width = await page.evaluate<number>('document.documentElement.scrollWidth');
		expect(width).toBeLessThanOrEqual(NARROW.width);
		expect(await page.evaluate(cutPlaceholders)).toEqual([]);
		expect(complaints.filter((complaint) => !complaint.includes('404'))).toEqual([]);
		await context.close();
	});
});
