import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import type { Run } from '../../src/lib/server/checks/model';
import { telemetryHealthSchema } from '../../src/lib/server/rpc/telemetrySchemas';
import type { SignalHealth, TelemetryHealth } from '../../src/telemetry/health/types';
import { startApp, type App } from '../support/app';
import { Client, untraced } from '../support/client';
import { eventually } from '../support/eventually';
import { startReceiver, type Receiver } from '../support/otlp/receiver';
import { verify } from '../support/verify';

const FAST = {
	OTEL_BSP_SCHEDULE_DELAY: '100',
	OTEL_BLRP_SCHEDULE_DELAY: '100',
	OTEL_METRIC_EXPORT_INTERVAL: '500',
};

function signalOf({ signals }: TelemetryHealth, name: SignalHealth['signal']): SignalHealth {
	const found = signals.find(({ signal }) => signal === name);
	if (found === undefined) throw new Error(`Nothing is told of ${name}`);
	return found;
}

describe('telemetry tells of itself', () => {
	let receiver: Receiver;
	let app: App;
	let client: Client;
	let run: Run;

	beforeAll(async () => {
		receiver = startReceiver();
		const endpoint = receiver.url.replace('//', '//me:hunter2-hunter2@');
		app = await startApp({
			env: {
				...FAST,
				OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
				OTEL_EXPORTER_OTLP_HEADERS: 'x-api-key=hunter2-hunter2',
			},
		});
		client = new Client(app.url);
		// Steps of all checks are one series: an exemplar of the check that is there from the start may stand in the place
		// of this one's, where both run between two collections.
		await eventually('the first check to have been run, and collected', () =>
			receiver
				.points('glasshouse.workflow.runs')
				.some(({ attributes }) => attributes['glasshouse.run.trigger'] === 'schedule'),
		);
		run = await client.runOnce({ name: 'Own', url: `${app.url}/healthz` });
	});

	afterAll(async () => {
		await app.dispose();
		await receiver.stop();
	});

	const health = () => client.json<TelemetryHealth>('GET', '/api/v1/telemetry/health');
	const page = async (path = '/telemetry') => (await client.request('GET', path)).text();

	test('in the shape that the OpenAPI document promises', async () => {
		const told = await health();
		expect(telemetryHealthSchema.safeParse(told).error).toBeUndefined();
		expect(told).toMatchObject({
			enabled: true,
			serviceName: 'glasshouse',
			sampler: 'parentbased_always_on',
		});
		expect(told.initialisation).toMatchObject({ once: true, times: 1, repeats: 1, refused: 0 });
		expect(told.instrumentations).toContain('serve');
		expect(told.signals.map(({ signal }) => signal).sort()).toEqual(['logs', 'metrics', 'traces']);
	});

	test('counts what the collector took, of each signal', async () => {
		const told = await eventually('each signal to be sent', async () => {
			const now = await health();
			return now.signals.every(({ exported }) => exported > 0) ? now : undefined;
		});
		for (const signal of told.signals) {
			expect(signal.exporters).toEqual(['otlp']);
			expect(signal.endpoint).toStartWith(receiver.url);
			expect(signal.lastSuccessAt).not.toBeNull();
			expect(signal.latencyMs).not.toBeNull();
			expect(signal.dropped).toEqual({});
		}
		expect(receiver.spans.length).toBeGreaterThan(0);
		expect(receiver.logs.length).toBeGreaterThan(0);
		expect(receiver.metrics.length).toBeGreaterThan(0);
		expect(JSON.stringify(told)).not.toContain('hunter2');
	});

	test('the metrics of runs, steps, procedures, checks and queue are among them', async () => {
		const last = (name: string, attributes: Record<string, string>) =>
			receiver
				.points(name)
				.filter((point) =>
					Object.entries(attributes).every(([key, value]) => point.attributes[key] === value),
				)
				.at(-1);
		const runs = await eventually('the run to be counted', () =>
			last('glasshouse.workflow.runs', {
				'glasshouse.run.state': 'passed',
				'glasshouse.run.trigger': 'manual',
			}),
		);
		expect(runs).toMatchObject({ value: 1, kind: 'sum', isMonotonic: true });
		for (const step of ['request', 'judge', 'record', 'notify']) {
			expect(last('glasshouse.workflow.step.duration', { 'glasshouse.step': step })?.count).toBeGreaterThan(
				0,
			);
		}
		const call = last('rpc.server.call.duration', { 'rpc.method': 'checks.run' });
		expect(call).toMatchObject({ count: 1, unit: 's', attributes: { 'rpc.system.name': 'orpc' } });
		expect(call?.exemplars.map(({ traceId }) => receiver.trace(traceId ?? '').length > 0)).toEqual([true]);
		for (const name of ['glasshouse.workflow.step.duration', 'glasshouse.check.latency']) {
			const exemplars = receiver.points(name).flatMap((point) => point.exemplars);
			expect(exemplars.map(({ traceId }) => traceId)).toContain(run.traceId);
		}
		const up = await eventually('the check to be up', () =>
			last('glasshouse.check.up', { 'glasshouse.check.name': 'Own' }),
		);
		expect(up).toMatchObject({ value: 1, kind: 'gauge' });
		expect(last('glasshouse.check.latency', { 'glasshouse.check.name': 'Own' })?.count).toBe(1);
		expect(last('glasshouse.queue.depth', {})?.value).toBe(0);
		expect(last('glasshouse.queue.lag', {})).toBeDefined();
		expect(
			receiver.spans.filter(({ attributes }) => JSON.stringify(attributes).includes('lagSeconds')),
		).toEqual([]);
	});

	test('on its page, without a script', async () => {
		const html = await page();
		expect(html).toContain('<h1');
		expect(html).toContain('Nothing was dropped.');
		expect(html).toMatch(/once, \d+ s ago/);
		expect(html).not.toContain('disturb');
		expect(html).toContain(`${receiver.url}/v1/traces`);
		expect(html).toMatch(/up to 2\D?048 spans/);
		expect(html).not.toContain('hunter2');
		expect(html).not.toContain('Telemetry is not sent');
	});

	test('when the collector goes away, there and in the top bar of every page', async () => {
		await receiver.stop();
		await eventually('the failure to be told', async () => {
			await page('/');
			return signalOf(await health(), 'traces').lastError !== null;
		});
		await eventually('the mark', async () => (await page('/')).includes('Telemetry is not sent'));
		expect(await page()).toContain('cannot be sent at the moment');
		expect(JSON.stringify(await health())).not.toContain('hunter2');
	});
});

describe('without an endpoint', () => {
	let app: App;

	beforeAll(async () => {
		app = await startApp();
	});

	afterAll(() => app.dispose());

	test('the page says which variable to set, and no page says that anything is wrong', async () => {
		const client = new Client(app.url);
		const html = await (await client.request('GET', '/telemetry')).text();
		expect(html).toContain('Nothing is exported');
		expect(html).toContain('OTEL_EXPORTER_OTLP_ENDPOINT');
		expect(html).not.toContain('Telemetry is not sent');
		const told = await client.json<TelemetryHealth>('GET', '/api/v1/telemetry/health');
		expect(told.signals.map(({ exporters, endpoint }) => ({ exporters, endpoint }))).toEqual(
			Array.from({ length: 3 }, () => ({ exporters: [], endpoint: null })),
		);
	});
});

describe('beside an SDK that was started later', () => {
	const preloads = ['./telemetry.ts', './tests/support/programs/stockSdk.ts'];
	let app: App;

	beforeAll(async () => {
		const command = ['bun', ...preloads.flatMap((path) => ['--preload', path]), 'build/index.js'];
		app = await startApp({ command });
	});

	afterAll(() => app.dispose());

	test('the API and the page say that telemetry is not alone', async () => {
		const client = new Client(app.url);
		const told = await client.json<TelemetryHealth>('GET', '/api/v1/telemetry/health');
		expect(telemetryHealthSchema.safeParse(told).error).toBeUndefined();
		expect(told.initialisation).toMatchObject({ once: false, times: 1, refused: 5 });
		const html = await (await client.request('GET', '/telemetry')).text();
		expect(html).toContain('Something disturbs telemetry in this process');
		expect(html).toMatch(/once, and disturbed, \d+ s ago/);
		expect(html).toContain('Another OpenTelemetry SDK was started later');
	});

	test('verify:telemetry does so too, at once, however whole the trace is', async () => {
		const { code, result, place } = await verify(['--url', app.url, '--no-schedule']);
		const { missing, reasons, logs } = place('self');
		expect({ code, whole: result.whole }).toEqual({ code: 1, whole: false });
		expect(missing.map(({ kind }) => kind)).toEqual(['initialisation']);
		expect(reasons.map((reason) => reason.code)).toEqual(['double']);
		expect(logs).toHaveLength(2);
	});
});

test('with Prometheus alone the page says where the metrics are, and they are there', async () => {
	const app = await startApp({
		env: { OTEL_METRICS_EXPORTER: 'prometheus', OTEL_EXPORTER_PROMETHEUS_PORT: '0' },
	});
	try {
		const client = new Client(app.url);
		const { scrapeUrl } = await client.json<TelemetryHealth>('GET', '/api/v1/telemetry/health');
		const html = await (await client.request('GET', '/telemetry')).text();
		expect(html).toContain(scrapeUrl ?? 'nowhere');
		expect(html).not.toContain('Last sent');
		expect(await (await untraced(scrapeUrl ?? 'nowhere')).text()).toContain('glasshouse_queue_depth');
	} finally {
		await app.dispose();
	}
});

test('switched off, the page says by what', async () => {
	const app = await startApp({ env: { OTEL_SDK_DISABLED: 'true' } });
	try {
		const client = new Client(app.url);
		const told = await client.json<TelemetryHealth>('GET', '/api/v1/telemetry/health');
		expect(telemetryHealthSchema.safeParse(told).error).toBeUndefined();
		expect(told.enabled).toBe(false);
		expect(told.initialisation).toMatchObject({ once: false, times: 0 });
		const html = await (await client.request('GET', '/telemetry')).text();
		expect(html).toContain('OTEL_SDK_DISABLED');
		expect(html).not.toContain('Initialised');
		const traces = await (await client.request('GET', '/traces')).text();
		expect(traces).toContain('Telemetry is switched off');
		expect(traces).not.toContain('appears here');
		const { id } = await client.runOnce({ url: `${app.url}/healthz` });
		const run = await (await client.request('GET', `/runs/${id}`)).text();
		expect(run).toContain('Telemetry is switched off');
		expect(run).not.toContain('Was not reached');
	} finally {
		await app.dispose();
	}
});
