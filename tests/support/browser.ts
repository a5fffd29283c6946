import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import {
	chromium,
	type Browser,
	type BrowserContext,
	type BrowserContextOptions,
	type Page,
} from 'playwright-core';
import { ROOT } from './folders';

/** The Chromium that `npm test` has found or installed. */
export function launchBrowser(): Promise<Browser> {
	return chromium.launch({
		executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
		args: [
			'--no-sandbox',
			'--disable-gpu',
			'--disable-quic',
			'--no-first-run',
			'--disable-background-networking',
			'--disable-component-update',
			'--disable-sync',
		],
	});
}

export interface WatchedPage {
	page: Page;
	context: BrowserContext;
	/** What the browser complained of: scripts that threw, errors on the console, refused by the policy. */
	complaints: string[];
}

/** A page in a browser of its own, as a new reader has it. */
export async function openPage(browser: Browser, options: BrowserContextOptions = {}): Promise<WatchedPage> {
	const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
	const page = await context.newPage();
	const complaints: string[] = [];
	page.on('pageerror', (error) => complaints.push(String(error)));
	page.on('console', (message) => {
		if (message.type() === 'error') complaints.push(`${message.text()} ${message.location().url}`);
	});
	return { page, context, complaints };
}

/**
 * Takes the picture that the README shows: into docs/ where UPDATE_SCREENSHOTS=true, else into a folder that git
 * ignores, so that a test run leaves the tree as it was.
 */
export async function takePicture(page: Page, name: string): Promise<Buffer> {
	const folder = join(ROOT, process.env.UPDATE_SCREENSHOTS === 'true' ? 'docs' : 'tests/.output');
	mkdirSync(folder, { recursive: true });
	return page.screenshot({ path: join(folder, `${name}.png`), animations: 'disabled' });
}
