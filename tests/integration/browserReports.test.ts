import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import { startApp, type App } from '../support/app';
import { browserReportOf } from '../support/browserReport';
import { Client, untraced } from '../support/client';
import { eventually } from '../support/eventually';
import { startReceiver } from '../support/otlp/receiver';

// What pages in a browser tell of themselves, as anybody who may see a page can send it.
setDefaultTimeout(60_000);

const REPORTS = '/api/v1/telemetry/browser';
const TOKEN = 'a-token-of-sixteen-or-more';
const receiver = startReceiver();
let app: App;
let client: Client;

beforeAll(async () => {
	app = await startApp({
		env: {
			GLASSHOUSE_TOKEN: TOKEN,
			OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
			OTEL_BSP_SCHEDULE_DELAY: '50',
			OTEL_METRIC_EXPORT_INTERVAL: '200',
		},
	});
	client = new Client(app.url, TOKEN);
});

afterAll(async () => {
	await app.dispose();
	await receiver.stop();
});

/** The trace of a page, and the span of the request that answered it, as its frame tells them. */
async function page(): Promise<{ traceId: string; spanId: string }> {
	const html = await (await client.request('GET', '/')).text();
	const [, traceId = '', spanId = ''] =
		/<meta name="traceparent" content="00-([0-9a-f]{32})-([0-9a-f]{16})-01"/.exec(html) ?? [];
	return { traceId, spanId };
}

test('what a page tells joins the trace of its request, and is measured', async () => {
	const { traceId, spanId } = await page();
	const answer = await client.request('POST', REPORTS, browserReportOf(traceId, spanId));
	expect(answer.status).toBe(204);
	const spans = await eventually('the spans of the page', () => {
		const found = receiver.spans.filter((span) => span.scope === 'glasshouse.browser');
		return found.length === 4 && found;
	});
	const load = spans.find(({ name }) => name === 'page load /');
	expect(load).toMatchObject({
		traceId,
		parentSpanId: spanId,
		attributes: { 'http.route': '/', 'browser.navigation.type': 'navigate', 'browser.timing.request': 20 },
	});
	expect(spans.map(({ name, parentSpanId }) => [name, parentSpanId === load?.spanId])).toEqual([
		['page load /', false],
		['web vital LCP', true],
		['web vital INP', true],
		['web vital CLS', true],
	]);
	const shown = await client.getTrace(traceId);
	expect(shown.spans.find(({ name }) => name === 'page load /')).toMatchObject({
		service: 'glasshouse-browser',
	});
	const [lcp] = await eventually('the metrics', () => {
		const points = receiver.points('glasshouse.browser.web_vital.lcp');
		return points.length > 0 && points;
	});
	expect(lcp).toMatchObject({ attributes: { 'http.route': '/' } });
});

test.each([
	['an empty report', (report: object) => ({ ...report, spans: [] }), 400],
	['an attribute of its own', (report: object) => ({ ...report, note: 'text' }), 400],
	['no JSON', () => '{', 400],
	['more than it may be', () => JSON.stringify({ note: 'x'.repeat(40_000) }), 413],
])('%s is refused, and said why', async (_, change, status) => {
	const given = browserReportOf('0af7651916cd43dd8448eb211c80319c', 'b7ad6b7169203331');
	const answer = await client.request('POST', REPORTS, change(given));
	expect(answer.status).toBe(status);
	expect(await answer.text()).toContain('The ');
});

test('a span that is none is refused with its whole report', async () => {
	const report = browserReportOf('0af7651916cd43dd8448eb211c80319c', 'b7ad6b7169203331');
	const [load] = report.spans;
	for (const wrong of [
		{ traceId: '0'.repeat(32) },
		{ spanId: 'not hex' },
		{ durationMs: -1 },
		{ route: '/checks/<script>' },
		{ type: 'other' },
	]) {
		const spans = [{ ...load, ...wrong }];
		const answer = await client.request('POST', REPORTS, { ...report, spans });
		expect([wrong, answer.status]).toEqual([wrong, 400]);
		await answer.body?.cancel();
	}
});

test('other sites, and whoever has no token, cannot tell anything', async () => {
	const body = JSON.stringify(browserReportOf('0af7651916cd43dd8448eb211c80319c', 'b7ad6b7169203331'));
	const headers = { 'content-type': 'application/json' };
	const anybody = await untraced(app.url + REPORTS, { method: 'POST', body, headers });
	expect(anybody.status).toBe(401);
	const foreign = await untraced(app.url + REPORTS, {
		method: 'POST',
		body,
		headers: { ...headers, origin: 'https://elsewhere.example' },
	});
	expect(foreign.status).toBe(403);
});

test('a flood is stopped, with a word on when to come back', async () => {
	const report = browserReportOf('0af7651916cd43dd8448eb211c80319c', 'b7ad6b7169203331');
	const refused = await eventually('a refusal', async () => {
		const answer = await client.request('POST', REPORTS, report);
		await answer.body?.cancel();
		return answer.status === 429 && answer;
	});
	expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
});

test('switched off, a page tells nothing and nothing is taken', async () => {
	const off = await startApp({ env: { GLASSHOUSE_BROWSER_SAMPLE_RATIO: '0' } });
	const without = new Client(off.url);
	expect(await (await without.request('GET', '/')).text()).not.toContain('traceparent');
	const report = browserReportOf('0af7651916cd43dd8448eb211c80319c', 'b7ad6b7169203331');
	expect((await without.request('POST', REPORTS, report)).status).toBe(404);
	await off.dispose();
});
