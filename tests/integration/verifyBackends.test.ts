import { afterAll, afterEach, beforeAll, describe, expect, test } from 'bun:test';
import { startApp, type App } from '../support/app';
import { startBackends, type Backends } from '../support/backends/backends';
import { Client } from '../support/client';
import { startPrometheus, type Prometheus } from '../support/dashboards/prometheus';
import { status, well, type Behaviour } from '../support/otlp/failing';
import { freePort } from '../support/ports';
import { verify, type Verified } from '../support/verify';

const TOKEN = 'hunter2-hunter2-hunter2';
const KEY = 'a-key-that-nobody-is-to-see';

/** `bun run verify:telemetry --url`: of a Glasshouse that runs, in backends that speak their documented APIs. */
describe('of a Glasshouse that runs', () => {
	let backends: Backends;
	let prometheus: Prometheus;
	let app: App;

	beforeAll(async () => {
		const metricsPort = String(await freePort());
		backends = await startBackends(KEY);
		[prometheus, app] = await Promise.all([
			startPrometheus(`127.0.0.1:${metricsPort}`),
			startApp({
				env: {
					GLASSHOUSE_TOKEN: TOKEN,
					OTEL_EXPORTER_OTLP_ENDPOINT: backends.collector.url,
					OTEL_METRICS_EXPORTER: 'otlp,prometheus',
					OTEL_EXPORTER_PROMETHEUS_PORT: metricsPort,
					OTEL_BSP_SCHEDULE_DELAY: '100',
					OTEL_BLRP_SCHEDULE_DELAY: '100',
					OTEL_METRIC_EXPORT_INTERVAL: '500',
				},
			}),
		]);
	});

	afterEach(() => {
		backends.collector.behave(well);
		backends.leaveOut(() => false);
	});

	afterAll(async () => {
		await app.dispose();
		await prometheus.stop();
		await backends.stop();
	});

	/** Unless its schedule is what a test is about, a check is run by hand alone. */
	const BY_HAND = '--no-schedule';

	function verifyIn(args: string[], env: Record<string, string> = {}): Promise<Verified> {
		return verify(['--url', app.url, ...args], { GLASSHOUSE_TOKEN: TOKEN, SIGNOZ_API_KEY: KEY, ...env });
	}

	test('everything is in Jaeger, Tempo, SigNoz and a real Prometheus, and no check is left behind', async () => {
		const { jaeger, tempo, signoz } = backends;
		const places = ['--jaeger', jaeger, '--tempo', tempo, '--signoz', signoz, '--prometheus', prometheus.url];
		const { code, result, printed, place } = await verifyIn([...places, '--self']);
		expect({ code, printed }).toMatchObject({ code: 0 });
		expect(result.whole).toBe(true);
		for (const name of ['jaeger', 'tempo', 'signoz']) {
			const servers = place(name).spans?.filter(({ kind }) => kind === 'server');
			expect(servers?.map(({ name: span }) => span).sort()).toEqual([
				'GET /healthz',
				'POST /api/v1/checks/{id}/run',
			]);
		}
		for (const name of ['self', 'jaeger', 'tempo', 'signoz']) {
			const roots = place(name, 'schedule').spans?.filter((span) => span.name === 'schedule check');
			expect(roots).toHaveLength(1);
		}
		expect(() => place('prometheus', 'schedule')).toThrow();
		for (const name of ['self', 'signoz', 'prometheus']) expect(place(name).metrics?.found).toHaveLength(6);
		expect(place('signoz').logs).toEqual(['workflow started', 'workflow ended']);
		expect(printed).not.toContain(TOKEN);
		expect(printed).not.toContain(KEY);
		const checks = await new Client(app.url, TOKEN).json<{ name: string }[]>('GET', '/api/v1/checks');
		expect(checks.filter(({ name }) => name.startsWith('verify'))).toEqual([]);
	});

	test('a parent that did not arrive is named, with those whom it leaves behind', async () => {
		backends.leaveOut(({ name }) => name === 'workflow runCheck');
		const { code, place } = await verifyIn([BY_HAND, '--tempo', backends.tempo, '--timeout', '2']);
		const { missing, reasons } = place('tempo');
		expect(code).toBe(1);
		expect(missing.find(({ kind }) => kind === 'span')).toMatchObject({ part: 'workflow' });
		expect(missing.find(({ kind }) => kind === 'orphan')?.what).toContain('step request');
		expect(reasons[0]).toMatchObject({ code: 'missing_parent' });
	});

	test('SQL that is missing altogether is told from a span that is lost', async () => {
		backends.leaveOut(({ attributes }) => 'db.system.name' in attributes);
		const { code, place } = await verifyIn([BY_HAND, '--jaeger', backends.jaeger, '--timeout', '2']);
		expect(code).toBe(1);
		expect(place('jaeger').reasons.map(({ code: reason }) => reason)).toEqual(['pg_bundled']);
	});

	test('a key that the collector wants, and a path that it has not, each by its signal', async () => {
		const behaviour: Behaviour = (answer, incoming, take) =>
			({ traces: status(401), metrics: status(404), logs: well })[incoming.signal](answer, incoming, take);
		backends.collector.behave(behaviour);
		const { code, place } = await verifyIn([BY_HAND, '--signoz', backends.signoz, '--timeout', '10']);
		const { reasons, logs } = place('signoz');
		expect(code).toBe(1);
		expect(reasons.map(({ code: reason }) => reason)).toEqual(['header', 'wrong_endpoint']);
		expect(reasons[0]?.text).toContain(`${backends.collector.url}/v1/traces: 401`);
		expect(logs).toHaveLength(2);
	});

	test('a path that the collector has not', async () => {
		backends.collector.behave(status(404));
		const { code, place } = await verifyIn([BY_HAND, '--tempo', backends.tempo, '--timeout', '10']);
		expect(code).toBe(1);
		expect(place('tempo').reasons[0]).toMatchObject({ code: 'wrong_endpoint' });
	});

	test('a place that wants another key, one that is something else, and one that is away', async () => {
		const away = `http://127.0.0.1:${await freePort()}`;
		const { code, place } = await verifyIn(
			[BY_HAND, '--signoz', backends.signoz, '--jaeger', backends.tempo, '--tempo', away, '--timeout', '1'],
			{ SIGNOZ_API_KEY: 'another' },
		);
		expect(code).toBe(1);
		expect(place('signoz').reasons[0]).toMatchObject({ code: 'place_key' });
		expect(place('jaeger').reasons[0]).toMatchObject({ code: 'place_address' });
		expect(place('tempo').reasons[0]).toMatchObject({ code: 'place_away' });
	});

	test('without its token, the app does not let anybody in, and that is said', async () => {
		const { code, result, place } = await verifyIn([BY_HAND, '--self'], { GLASSHOUSE_TOKEN: '' });
		expect({ code, run: result.run }).toEqual({ code: 1, run: null });
		expect(place('self').reasons[0]).toMatchObject({ code: 'place_key' });
		expect(place('self').reasons[0]?.text).toContain('GLASSHOUSE_TOKEN');
	});
});
