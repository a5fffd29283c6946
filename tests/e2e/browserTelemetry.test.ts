import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import { gzipSync } from 'node:zlib';
import type { Browser } from 'playwright-core';
import type { TraceSpan, TraceSummary } from '../../src/lib/trace/wire';
import { startApp, type App } from '../support/app';
import { launchBrowser, openPage } from '../support/browser';
import { Client } from '../support/client';
import { eventually } from '../support/eventually';

setDefaultTimeout(60_000);

let app: App;
let browser: Browser;
let client: Client;

beforeAll(async () => {
	app = await startApp();
	browser = await launchBrowser();
	client = new Client(app.url);
});

afterAll(async () => {
	await browser.close();
	await app.dispose();
});

/** The trace, once there is such a span in it. */
function traceWith(traceId: string, name: string): Promise<TraceSpan[]> {
	return eventually(`${name} in trace ${traceId}`, async () => {
		const { spans } = await client.getTrace(traceId);
		return spans.some((span) => span.name === name) && spans;
	});
}

/** The newest trace of that name. */
async function traceNamed(name: string): Promise<TraceSpan[]> {
	const { traceId } = await eventually(`a trace named ${name}`, async () => {
		const traces = await client.json<TraceSummary[]>('GET', '/api/v1/traces?limit=500');
		return traces.find((trace) => trace.name === name);
	});
	return traceWith(traceId, name);
}

test('a page in a real browser: its load and its vitals are in the trace of its request', async () => {
	const { page, context, complaints } = await openPage(browser, { baseURL: app.url });
	await page.goto('/');
	const content = await page.locator('meta[name="traceparent"]').getAttribute('content');
	const loaded = await traceWith(content?.split('-')[1] ?? '', 'page load /');
	const load = loaded.find(({ name }) => name === 'page load /');
	expect(loaded.find(({ spanId }) => spanId === load?.parentSpanId)).toMatchObject({
		kind: 'server',
		name: 'GET /',
	});
	await page.getByRole('link', { name: 'Traces', exact: true }).click();
	await page.waitForURL('**/traces');
	await page.getByRole('heading', { name: 'Traces', exact: true }).waitFor();
	const gone = await traceNamed('navigation /traces');
	const byId = new Map(gone.map((span) => [span.spanId, span]));
	const server = gone.find(({ kind }) => kind === 'server');
	const request = byId.get(server?.parentSpanId ?? '');
	expect(request).toMatchObject({ name: 'GET', scope: 'glasshouse.browser' });
	expect(byId.get(request?.parentSpanId ?? '')).toMatchObject({
		name: 'navigation /traces',
		parentSpanId: null,
	});
	// Leaving the page is when its vitals are final.
	await page.goto('about:blank');
	const whole = await eventually('the vitals', async () => {
		const { spans } = await client.getTrace(load?.traceId ?? '');
		return (
			['LCP', 'CLS', 'INP'].every((vital) => spans.some(({ name }) => name === `web vital ${vital}`)) && spans
		);
	});
	expect(whole.filter(({ name }) => name.startsWith('web vital')).map((span) => span.parentSpanId)).toEqual(
		Array.from({ length: 3 }, () => load?.spanId ?? ''),
	);
	expect(complaints).toEqual([]);
	await context.close();
});

test('how long a page was read is no part of how long its trace took', async () => {
	const { page, context } = await openPage(browser, { baseURL: app.url });
	await page.goto('/api');
	const content = await page.locator('meta[name="traceparent"]').getAttribute('content');
	const traceId = content?.split('-')[1] ?? '';
	const spans = await traceWith(traceId, 'page load /api');
	const listed = await client.json<TraceSummary[]>('GET', '/api/v1/traces?limit=500');
	const trace = listed.find((one) => one.traceId === traceId);
	const last = spans
		.filter(({ scope }) => scope !== 'glasshouse.browser')
		.map((span) => span.endTimeUnixNano);
	expect(trace?.ownEndTimeUnixNano).toBe(last.map(String).sort().at(-1) ?? '');
	expect(BigInt(trace?.endTimeUnixNano ?? 0)).toBeGreaterThan(BigInt(trace?.ownEndTimeUnixNano ?? 0));
	await page.goto('/traces?root=GET%20/api'); // without whatever was asked for meanwhile
	const row = page.getByRole('row').filter({ has: page.locator(`a[href="/traces/${traceId}"]`) });
	await row.getByText('with the page in the browser').waitFor({ state: 'attached' });
	await context.close();
});

test('it costs a page under 15 KB of script, gzipped', async () => {
	const withIt = await scriptsOf(app);
	const off = await startApp({ env: { GLASSHOUSE_BROWSER_SAMPLE_RATIO: '0' } });
	const without = await scriptsOf(off);
	await off.dispose();
	const added = [...withIt].filter(([path]) => !without.has(path)).map(([, script]) => script);
	expect(added.length).toBeGreaterThan(0);
	const bytes = added.reduce((sum, script) => sum + gzipSync(script).byteLength, 0);
	expect(bytes).toBeLessThan(15 * 1024);
});

/** Every script that the first page loads, by its path. */
async function scriptsOf({ url }: App): Promise<Map<string, Buffer>> {
	const { page, context } = await openPage(browser, { baseURL: url });
	const scripts = new Map<string, Buffer>();
	page.on('response', (response) => {
		const { pathname } = new URL(response.url());
		if (!pathname.endsWith('.js')) return;
		response.body().then(
			(body) => scripts.set(pathname, body),
			() => undefined,
		);
	});
	await page.goto('/', { waitUntil: 'networkidle' });
	await context.close();
	return scripts;
}
