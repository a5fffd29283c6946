import { afterAll, beforeEach, describe, expect, setDefaultTimeout, test } from 'bun:test';
import { runProgram, type Ran } from '../testing/program';

// Programs of their own, on a machine that may be busy.
setDefaultTimeout(60_000);

const OFFICIAL = { GLASSHOUSE_TELEMETRY: 'official' };
const official = (code: string, env: Record<string, string> = {}) =>
	runProgram(code, { ...OFFICIAL, ...env });

/** Bun takes an empty program for a request for help. */
const NOTHING = 'void 0';

const SPAN_LOG_AND_METRIC = `
	import { metrics, trace } from '@opentelemetry/api';
	import { getTelemetry } from './src/telemetry/handle';
	const telemetry = getTelemetry();
	metrics.getMeter('program').createCounter('program.works').add(3);
	const line = { timeUnixNano: '1700000000123456789', level: 'warn', message: 'careful', attributes: { n: 1 } };
	trace.getTracer('program').startActiveSpan('work', (span) => {
		telemetry.live.log({ ...line, ...span.spanContext() });
		span.setAttribute('http.url', 'http://me:hush@host/?token=hush').end();
	});
`;

let received: { path: string; userAgent: string | null; body: string }[] = [];
let answers: () => Promise<Response> | Response = () => Response.json({});
const collector = Bun.serve({
	hostname: '127.0.0.1',
	port: 0,
	idleTimeout: 0,
	async fetch(request) {
		const { pathname: path } = new URL(request.url);
		received.push({ path, userAgent: request.headers.get('user-agent'), body: await request.text() });
		return answers();
	},
});
const OTLP = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url.href, OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' };
const bodyOf = (path: string) => received.find((request) => request.path === path)?.body ?? '';

beforeEach(() => {
	received = [];
	answers = () => Response.json({});
});
afterAll(() => collector.stop(true));

describe('the official implementation', () => {
	const LOADED = `
		const names = Object.keys(require.cache).map((path) => /.*node_modules\\/(@opentelemetry\\/[^/]+)/.exec(path)?.[1]);
		console.log(JSON.stringify([...new Set(names)].filter(Boolean)));
	`;
	const loaded = ({ stdout }: Ran) => JSON.parse(stdout) as string[];
	const ITS_OWN = /sdk-node|otlp|instrumentation-pg|exporter/;

	test('is loaded where it is asked for, and not otherwise', async () => {
		const [asked, otherwise] = await Promise.all([official(LOADED), runProgram(LOADED)]);
		expect(loaded(asked)).toContain('@opentelemetry/sdk-node');
		expect(loaded(otherwise).filter((name) => ITS_OWN.test(name))).toEqual([]);
	});

	test('is said where that is asked for, once; diagnostics stay on stderr', async () => {
		const { stdout, stderr } = await official(NOTHING, { OTEL_DEBUG: 'true', OTEL_LOG_LEVEL: 'debug' });
		expect(stdout).toBe('');
		expect(stderr.split('\n').filter((line) => /initiali[sz]ed/i.test(line))).toEqual([
			'[telemetry] initialised implementation=official service=glasshouse endpoint=none sampler=parentbased_always_on instrumentations=serve,websocket,fetch,http,pg,sql,runtime',
		]);
		expect(stderr).toContain('[opentelemetry:debug]');
	});

	test('is silent unless it is asked', async () => {
		expect(await official(NOTHING)).toMatchObject({ stdout: '', stderr: '', exitCode: 0 });
	});

	test('tells by name what it cannot honour', async () => {
		const { stderr, exitCode } = await official(NOTHING, {
			GLASSHOUSE_OTLP_SPOOL_DIR: '/tmp/anywhere',
			GLASSHOUSE_KEEP_SLOWER_THAN: '1s',
			OTEL_METRICS_EXEMPLAR_FILTER: 'always_on',
		});
		expect(stderr.match(/(?<=^\[telemetry\] )\w+(?= is not honoured: the official )/gm)?.sort()).toEqual([
			'GLASSHOUSE_KEEP_SLOWER_THAN',
			'GLASSHOUSE_OTLP_SPOOL_DIR',
			'OTEL_METRICS_EXEMPLAR_FILTER',
		]);
		expect(stderr.trim().split('\n')).toHaveLength(3);
		expect(exitCode).toBe(0);
	});

	test('refuses a sampler that it does not have', async () => {
		const { stderr, exitCode } = await official(NOTHING, { OTEL_TRACES_SAMPLER: 'keep_what_matters' });
		expect(stderr).toMatch(
			/^glasshouse: OTEL_TRACES_SAMPLER="keep_what_matters" is not usable: expected .*\n$/,
		);
		expect(exitCode).toBe(1);
	});

	test('sends all three signals when the program ends, by the official exporters', async () => {
		await official(SPAN_LOG_AND_METRIC, OTLP);
		expect(received.map(({ path }) => path).sort()).toEqual(['/v1/logs', '/v1/metrics', '/v1/traces']);
		for (const { userAgent } of received)
			expect(userAgent).toMatch(/^OTel-OTLP-Exporter-JavaScript\/[\d.]+$/);
		expect(bodyOf('/v1/traces')).toContain('http://REDACTED:REDACTED@host/?token=REDACTED');
		expect(bodyOf('/v1/metrics')).toContain('"program.works"');
		expect(bodyOf('/v1/logs')).toContain('"careful"');
	});

	test('is seen through the same handle', async () => {
		const { stdout } = await official(
			`${SPAN_LOG_AND_METRIC}
			const [{ traceId }] = telemetry.live.traces(9);
			const { scopeMetrics } = await telemetry.collectMetrics();
			const works = scopeMetrics.find(({ scope }) => scope.name === 'program').metrics[0].dataPoints[0].value;
			await telemetry.forceFlush();
			const { signals } = telemetry.health();
			console.log(JSON.stringify([
				telemetry.live.trace(traceId).map(({ name, endTimeUnixNano }) => [name, endTimeUnixNano !== null]),
				telemetry.live.logs(traceId).length, works,
				signals.map(({ signal, exporters, exported }) => [signal, exporters, exported > 0]),
			]));`,
			{ ...OTLP, OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: 'delta' },
		);
		const all = ['traces', 'metrics', 'logs'].map((signal) => [signal, ['otlp'], true]);
		expect(JSON.parse(stdout)).toEqual([[['work', true]], 1, 3, all]);
	});

	test('is scraped by Prometheus where that is configured', async () => {
		const { stdout } = await official(
			`${SPAN_LOG_AND_METRIC} console.log(await (await fetch(telemetry.health().scrapeUrl)).text());`,
			{ OTEL_METRICS_EXPORTER: 'prometheus', OTEL_EXPORTER_PROMETHEUS_PORT: '0' },
		);
		expect(stdout).toMatch(/^program_works_total\b.* 3$/m);
	});

	test('stops within its bound where the collector hangs, and says what was not sent', async () => {
		answers = () => new Promise(() => undefined);
		const { stderr, stdout } = await official(
			`${SPAN_LOG_AND_METRIC} await telemetry.shutdown(); console.log('stopped'); process.exit(0);`,
			{ ...OTLP, OTEL_BSP_EXPORT_TIMEOUT: '400' },
		);
		expect(stdout).toBe('stopped\n');
		expect(stderr).toMatch(
			/^\[telemetry\] not sent before the stop: spans \(1\), data points \(\d+\), log records \(1\)$/m,
		);
	});
});
