import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import type { Browser } from 'playwright-core';
import { startApp, type App } from '../support/app';
import { launchBrowser, openPage, takePicture } from '../support/browser';
import { Client } from '../support/client';
import { eventually } from '../support/eventually';
import { startReceiver, type Receiver } from '../support/otlp/receiver';
import { startTarget, type Target } from '../support/target';

/** A picture that shows nothing is a few kilobytes. */
const LEAST_BYTES = 20_000;
const LINKS = {
	Grafana: 'http://localhost:3001/explore?trace={traceId}',
	Jaeger: 'http://localhost:16686/trace/{traceId}',
	SigNoz: 'http://localhost:8080/trace/{traceId}',
};

describe('the pictures of the pages on backends', () => {
	let app: App;
	let receiver: Receiver;
	let target: Target;
	let browser: Browser;
	let traceId: string;

	beforeAll(async () => {
		receiver = startReceiver();
		target = await startTarget();
		app = await startApp({
			env: {
				OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
				OTEL_BSP_SCHEDULE_DELAY: '100',
				OTEL_METRIC_EXPORT_INTERVAL: '3000',
				GLASSHOUSE_TRACE_LINKS: Object.entries(LINKS)
					.map(([name, url]) => `${name}=${url}`)
					.join(','),
			},
		});
		const client = new Client(app.url);
		({ traceId } = await client.runOnce({ name: 'Checkout', url: `${target.url}/slow?ms=64` }));
		await eventually('all three signals', () =>
			['/v1/traces', '/v1/metrics', '/v1/logs'].every((path) =>
				receiver.requests.some((request) => request.path === path),
			),
		);
		browser = await launchBrowser();
	});

	afterAll(async () => {
		await browser.close();
		await app.dispose();
		await target.stop();
		await receiver.stop();
	});

	test('a trace, with its way to the same one elsewhere', async () => {
		const { page, context } = await openPage(browser, {
			baseURL: app.url,
			colorScheme: 'light',
			viewport: { width: 1440, height: 640 },
		});
		await page.goto(`/traces/${traceId}`);
		for (const [name, url] of Object.entries(LINKS))
			expect(await page.getByRole('link', { name }).first().getAttribute('href')).toBe(
				url.replace('{traceId}', traceId),
			);
		expect((await takePicture(page, 'links')).byteLength).toBeGreaterThan(LEAST_BYTES);
		await context.close();
	});

	test('what became of the telemetry', async () => {
		const { page, context } = await openPage(browser, {
			baseURL: app.url,
			colorScheme: 'light',
			viewport: { width: 1440, height: 704 },
		});
		await page.goto('/telemetry');
		await page.getByRole('heading', { name: 'Telemetry' }).first().waitFor();
		expect((await takePicture(page, 'telemetry')).byteLength).toBeGreaterThan(LEAST_BYTES);
		await context.close();
	});
});
