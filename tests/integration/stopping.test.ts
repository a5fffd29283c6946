// The built app is told to stop: whatever the collector does, and however much is still to be done.
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import { startApp } from '../support/app';
import { Client, untraced } from '../support/client';
import { eventually } from '../support/eventually';
import { freePort } from '../support/ports';
import { startTarget, type Target } from '../support/target';

setDefaultTimeout(120_000);

/** What a flush may take, and what a machine that is busy may add to it. */
const FLUSH_MS = 5_000;
const DRAIN_MS = 5_000;

let target: Target;
/** Paths that were asked for; nothing is ever answered. */
const asked = new Set<string>();
const hanging = Bun.serve({
	hostname: '127.0.0.1',
	port: 0,
	idleTimeout: 0,
	fetch: ({ url }) => {
		asked.add(new URL(url).pathname);
		return new Promise<Response>(() => undefined);
	},
});

beforeAll(async () => {
	target = await startTarget();
});
afterAll(async () => {
	await target.stop();
	await hanging.stop(true);
});

test('with a collector that hangs, for all three signals, and a scrape endpoint: ends with 0, in time', async () => {
	const port = String(await freePort());
	const app = await startApp({
		env: {
			OTEL_EXPORTER_OTLP_ENDPOINT: hanging.url.origin,
			OTEL_METRICS_EXPORTER: 'otlp,prometheus',
			OTEL_EXPORTER_PROMETHEUS_PORT: port,
			OTEL_METRIC_EXPORT_INTERVAL: '300',
			OTEL_BSP_SCHEDULE_DELAY: '100',
			GLASSHOUSE_SHUTDOWN_TIMEOUT_MS: String(DRAIN_MS),
		},
	});
	await new Client(app.url).runOnce({ url: `${target.url}/ok` });
	expect((await untraced(`http://127.0.0.1:${port}/metrics`)).status).toBe(200);
	await eventually('all three signals to hang', () => asked.size === 3);
	const startMs = performance.now();
	expect(await app.stop()).toBe(0);
	expect(performance.now() - startMs).toBeLessThan(FLUSH_MS + DRAIN_MS);
	expect(app.output()).not.toContain('Did not stop within');
	await app.dispose();
});

test('a second signal ends what the first one waits for; one that comes at once is the same', async () => {
	const app = await startApp({ env: { GLASSHOUSE_SHUTDOWN_TIMEOUT_MS: '60000' } });
	const client = new Client(app.url);
	target.hold();
	const check = await client.createCheck({ url: `${target.url}/held`, timeoutMs: 120_000 });
	await client.startRun(check.id);
	await eventually('the request', () => target.seenAt('/held').length === 1);
	app.signal('SIGTERM');
	app.signal('SIGTERM');
	await eventually('new requests to be refused', () =>
		untraced(`${app.url}/healthz`).then(
			() => false,
			() => true,
		),
	);
	expect(app.output()).not.toContain('Did not stop within');
	const again = setInterval(() => app.signal('SIGTERM'), 700);
	expect(await app.exited).toBe(1);
	clearInterval(again);
	expect(app.output()).toContain('Did not stop within');
	target.release();
	await app.dispose();
});
