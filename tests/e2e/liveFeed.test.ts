import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import type { Page } from 'playwright-core';
import { restartApp } from '../support/app';
import { eventually } from '../support/eventually';
import { setStage, type Stage } from '../support/stage';

let stage: Stage;

beforeAll(async () => {
	stage = await setStage();
});

afterAll(() => stage.clear());

/** Which ways the live feed was asked for. */
function watchTransports(page: Page): string[] {
	const seen: string[] = [];
	const isFeed = (url: string) => new URL(url).pathname === '/api/v1/live';
	page.on('websocket', (socket) => isFeed(socket.url()) && seen.push('websocket'));
	page.on('request', (request) => isFeed(request.url()) && seen.push(request.resourceType()));
	return seen;
}

async function heldRun(): Promise<string> {
	stage.target.hold();
	const check = await stage.client.createCheck({ url: `${stage.target.url}/held`, timeoutMs: 60_000 });
	const before = stage.target.seenAt('/held').length;
	const runId = await stage.client.startRun(check.id);
	await eventually('the request', () => stage.target.seenAt('/held').length > before);
	return runId;
}

/** A line in the log that only this test writes. */
async function writeLine(mark: string): Promise<void> {
	await (await stage.client.request('GET', `/api/v1/runs?${mark}=1`)).text();
}

async function watchToTheEnd(page: Page): Promise<void> {
	await page
		.getByRole('treeitem', { name: /^GET.*still open/ })
		.first()
		.waitFor();
	let loads = 0;
	page.on('load', () => (loads += 1));
	stage.target.release();
	await page.getByRole('status').filter({ hasText: 'Passed' }).waitFor();
	await eventually('no open bar', async () => {
		return (await page.getByRole('treeitem', { name: /still open/ }).count()) === 0;
	});
	expect(loads).toBe(0);
}

describe('the page of a run', () => {
	test('follows it over a WebSocket: its bar is there before its span has ended', async () => {
		const { page, context, complaints } = await stage.openPage();
		const transports = watchTransports(page);
		await page.goto(`/runs/${await heldRun()}`);
		await watchToTheEnd(page);
		expect(transports).toEqual(['websocket']);
		expect(complaints).toEqual([]);
		await context.close();
	});

	test('follows it over server-sent events where nothing comes over a WebSocket', async () => {
		const { page, context } = await stage.openPage();
		const transports = watchTransports(page);
		await page.routeWebSocket(/\/api\/v1\/live/, (socket) => void socket.close());
		await page.goto(`/runs/${await heldRun()}`);
		await eventually('the stream', () => transports.includes('eventsource'));
		await watchToTheEnd(page);
		expect(await page.getByText(/Live updates stopped/).count()).toBe(0);
		await context.close();
	});
});

describe('the page of log lines', () => {
	const lineOf = (page: Page, mark: string) => page.getByRole('listitem').filter({ hasText: mark });

	test('shows lines as they are written, and only those that its address asks for', async () => {
		const { page, context, complaints } = await stage.openPage();
		await page.goto('/logs?level=info&q=wanted');
		await writeLine('unwelcome');
		await writeLine('wantedone');
		await lineOf(page, 'wantedone').waitFor();
		await page.getByLabel('Part of the message or of an attribute').fill('unwelcome');
		await page.getByRole('button', { name: 'Filter', exact: true }).click();
		await lineOf(page, 'unwelcome').waitFor();
		expect(await lineOf(page, 'wantedone').count()).toBe(0);
		expect(new URL(page.url()).searchParams.get('q')).toBe('unwelcome');
		await writeLine('unwelcometwo');
		await lineOf(page, 'unwelcometwo').waitFor();
		expect(complaints).toEqual([]);
		await context.close();
	});

	test('stands still while it is paused, counts what comes, and shows it afterwards', async () => {
		const { page, context } = await stage.openPage();
		await page.goto('/logs?q=while');
		await writeLine('whilelive');
		await lineOf(page, 'whilelive').waitFor();
		await page.getByRole('button', { name: 'Pause' }).click();
		for (const mark of ['whilepausedone', 'whilepausedtwo']) await writeLine(mark);
		const resume = page.getByRole('button', { name: 'Resume, 2 new' });
		await resume.waitFor();
		expect(await lineOf(page, 'whilepaused').count()).toBe(0);
		await resume.click();
		await lineOf(page, 'whilepausedtwo').waitFor();
		expect(await lineOf(page, 'whilepaused').count()).toBe(2);
		await context.close();
	});

	test('leads from a line to its trace at its span, and back to the lines of that trace', async () => {
		const { page, context } = await stage.openPage();
		const run = await stage.client.runOnce({ url: `${stage.target.url}/ok` });
		await writeLine('elsewhere');
		await page.goto(`/logs?trace=${run.id}`);
		const line = lineOf(page, 'workflow ended').first();
		await line.getByRole('link', { name: 'Open its trace at its span' }).click();
		await page.waitForURL(new RegExp(`/traces/${run.traceId}.*span=[0-9a-f]{16}`));
		await page.getByRole('link', { name: 'In the log' }).click();
		await page.waitForURL(`**/logs?trace=${run.traceId}`);
		await lineOf(page, 'workflow started').first().waitFor();
		expect(await lineOf(page, 'elsewhere').count()).toBe(0);
		await context.close();
	});

	test('says that the link is lost, and goes on when the server has come back', async () => {
		const { page, context } = await stage.openPage();
		await page.goto('/logs');
		await writeLine('firstlife');
		await lineOf(page, 'firstlife').waitFor();
		await stage.app.stop();
		await page
			.getByText(/Live updates stopped at/)
			.first()
			.waitFor();
		await lineOf(page, 'firstlife').waitFor();
		stage.app = await restartApp(stage.app);
		await page.getByRole('button', { name: 'Try now' }).click();
		await page
			.getByText(/Live updates stopped at/)
			.first()
			.waitFor({ state: 'detached' });
		await writeLine('secondlife');
		await lineOf(page, 'secondlife').waitFor();
		expect(await lineOf(page, 'firstlife').count()).toBe(1);
		await context.close();
	});
});
