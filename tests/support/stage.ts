import type { Browser, BrowserContextOptions } from 'playwright-core';
import { startApp, type App, type AppOptions } from './app';
import { launchBrowser, openPage, type WatchedPage } from './browser';
import { Client } from './client';
import { startTarget, type Target } from './target';

/** What a test of pages needs: a target for checks, the built app, and a browser and a client that ask it. */
export class Stage {
	readonly client: Client;

	/** @param app may be put in another's place: what is there at the end is disposed of */
	constructor(
		readonly target: Target,
		public app: App,
		readonly browser: Browser,
	) {
		this.client = new Client(app.url);
	}

	/** A page of the app in a browser of its own. */
	openPage(options: BrowserContextOptions = {}): Promise<WatchedPage> {
		return openPage(this.browser, { baseURL: this.app.url, ...options });
	}

	/** Ends everything; what the target still holds is let go first. */
	async clear(): Promise<void> {
		this.target.release();
		await this.browser.close();
		await this.app.dispose();
		await this.target.stop();
	}
}

export async function setStage(options?: AppOptions): Promise<Stage> {
	return new Stage(...(await Promise.all([startTarget(), startApp(options), launchBrowser()])));
}
