import { afterAll, beforeEach, describe, expect, setDefaultTimeout, test } from 'bun:test';
import { createServer } from 'node:net';
import { runProgram } from './testing/program';

// Programs of their own, on a machine that may be busy.
setDefaultTimeout(60_000);

interface Received {
	path: string;
	contentType: string | null;
	traceparent: string | null;
	body: string;
}

/** The parts of an OTLP request that are looked at here. */
interface OtlpBody {
	resourceSpans?: {
		resource: { attributes: { key: string; value: Record<string, unknown> }[] };
		scopeSpans: unknown[];
	}[];
	resourceLogs?: { scopeLogs: { logRecords: unknown[] }[] }[];
}

let received: Received[] = [];
const collector = Bun.serve({
	port: 0,
	hostname: '127.0.0.1',
	async fetch(request) {
		received.push({
			path: new URL(request.url).pathname,
			contentType: request.headers.get('content-type'),
			traceparent: request.headers.get('traceparent'),
			body: await request.text(),
		});
		return Response.json({});
	},
});
/** Takes connections and never says a word. */
const hanging = createServer().listen(0, '127.0.0.1');

const endpoint = collector.url.href;
const onPort = (port: number) => `http://127.0.0.1:${port}`;

function hangingPort(): number {
	const address = hanging.address();
	return typeof address === 'object' && address !== null ? address.port : 0;
}

beforeEach(() => {
	received = [];
});

afterAll(async () => {
	hanging.close();
	await collector.stop(true);
});

const initialised = (stderr: string) => stderr.split('\n').filter((line) => /initiali[sz]ed/i.test(line));

/** Bun takes an empty program for a request for help. */
const NOTHING = 'void 0';

const SPAN_AND_LOG = `
	import { trace } from '@opentelemetry/api';
	import { getTelemetry } from './src/telemetry/handle';
	const telemetry = getTelemetry();
	trace.getTracer('program').startActiveSpan('work', (span) => {
		const { traceId, spanId } = span.spanContext();
		telemetry.live.log({
			timeUnixNano: '1700000000123456789', level: 'warn', message: 'careful', traceId, spanId, attributes: { n: 1 },
		});
		span.setAttribute('marker', 'm1').end();
		console.log(traceId, spanId);
	});
`;

describe('starting', () => {
	const ways: Record<string, [string, boolean]> = {
		'by the preload alone': [NOTHING, true],
		"by kit's instrumentation file alone": [`await import('./src/instrumentation.server.ts')`, false],
		'by both': [`await import('./src/instrumentation.server.ts')`, true],
		'by two copies of the module': [
			`const { startTelemetry } = await import('./src/telemetry/index.ts?copy'); startTelemetry(); startTelemetry();`,
			true,
		],
	};
	for (const [way, [code, preload]] of Object.entries(ways)) {
		test(`${way}: says exactly once that it is initialised`, async () => {
			const { stderr, exitCode } = await runProgram(code, { OTEL_DEBUG: 'true' }, preload);
			expect(initialised(stderr)).toEqual([
				'[telemetry] initialised service=glasshouse endpoint=none sampler=parentbased_always_on instrumentations=serve,websocket,fetch,http,pg,sql,runtime',
			]);
			expect(stderr).toContain('[opentelemetry:debug]');
			expect(exitCode).toBe(0);
		});
	}

	test('is silent unless it is asked', async () => {
		expect(await runProgram(NOTHING)).toMatchObject({ stdout: '', stderr: '', exitCode: 0 });
	});

	test('shows where it sends to, without credentials, and how it samples', async () => {
		const { stderr } = await runProgram(NOTHING, {
			OTEL_DEBUG: 'true',
			OTEL_LOG_LEVEL: 'error',
			OTEL_SERVICE_NAME: 'other',
			OTEL_EXPORTER_OTLP_ENDPOINT: endpoint.replace('//', '//me:hush@'),
			OTEL_TRACES_SAMPLER: 'traceidratio',
			OTEL_TRACES_SAMPLER_ARG: '0.5',
			OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'pg',
		});
		expect(stderr).toBe(
			`[telemetry] initialised service=other endpoint=${endpoint}v1/traces sampler=traceidratio instrumentations=serve,websocket,fetch,http,sql,runtime\n`,
		);
	});

	test('stops at a bad value with one line', async () => {
		const { stdout, stderr, exitCode } = await runProgram('console.log("went on")', {
			OTEL_TRACES_SAMPLER: 'foo',
		});
		expect(stderr).toMatch(/^glasshouse: OTEL_TRACES_SAMPLER="foo" is not usable: expected one of .*\n$/);
		expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 1 });
	});

	test('switched off: patches nothing, yet has a context manager', async () => {
		const code = `
			import { context, createContextKey, ROOT_CONTEXT, trace } from '@opentelemetry/api';
			import { getTelemetry } from './src/telemetry/handle';
			const key = createContextKey('key');
			const kept = await context.with(ROOT_CONTEXT.setValue(key, 'kept'), async () => (await 1, context.active().getValue(key)));
			const { enabled, live, instrumentations } = getTelemetry();
			trace.getTracer('x').startSpan('unseen').end();
			live.log({ message: 'unseen' });
			console.log(JSON.stringify([kept, enabled, live.traces(9), live.dropped(), instrumentations, Bun.serve.toString().includes('native')]));
			console.log(Object.getOwnPropertyDescriptor(globalThis, 'fetch').value === fetch, trace.getActiveSpan());
		`;
		const { stdout, stderr } = await runProgram(code, { OTEL_SDK_DISABLED: 'true', OTEL_DEBUG: 'true' });
		expect(JSON.parse(stdout.split('\n')[0] ?? '')).toEqual([
			'kept',
			false,
			[],
			{ spans: 0, traces: 0, logs: 0 },
			[],
			true,
		]);
		expect(initialised(stderr)).toEqual([]);
		expect(stderr).toContain('[telemetry] disabled by OTEL_SDK_DISABLED service=glasshouse');
	});

	test('loads further instrumentations only by name, and refuses names that it does not know', async () => {
		const known = {
			OTEL_DEBUG: 'true',
			OTEL_LOG_LEVEL: 'error',
			OTEL_NODE_ENABLED_INSTRUMENTATIONS: 'redis,pg',
		};
		expect((await runProgram(NOTHING, known)).stderr).toEndWith(
			'instrumentations=serve,websocket,fetch,http,pg,sql,runtime,redis\n',
		);
		const { stderr, exitCode } = await runProgram(NOTHING, { OTEL_NODE_ENABLED_INSTRUMENTATIONS: 'rediss' });
		expect(stderr).toStartWith(
			'glasshouse: OTEL_NODE_ENABLED_INSTRUMENTATIONS="rediss" is not usable: expected',
		);
		expect(exitCode).toBe(1);
	});
});

describe('exporting', () => {
	test('sends spans and lines as JSON when the program ends, and no span of its own sending', async () => {
		const { stdout } = await runProgram(SPAN_AND_LOG, {
			OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
			OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
			OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=testing',
		});
		const [traceId, spanId] = stdout.trim().split(' ');
		expect(received.map(({ path }) => path).sort()).toEqual(['/v1/logs', '/v1/metrics', '/v1/traces']);
		expect(received.every(({ traceparent }) => traceparent === null)).toBe(true);
		const body = bodyOf('/v1/traces');
		expect(body.resourceSpans?.[0]?.scopeSpans).toMatchObject([
			{
				scope: { name: 'program' },
				spans: [{ name: 'work', traceId, attributes: [{ key: 'marker', value: { stringValue: 'm1' } }] }],
			},
		]);
		const resource = resourceOf(body);
		expect(resource).toMatchObject({
			'service.name': 'glasshouse',
			'service.version': '0.1.0',
			'process.runtime.name': 'bun',
			'deployment.environment': 'testing',
			'deployment.environment.name': 'testing',
		});
		expect(Object.keys(resource).filter((key) => key.startsWith('process.command'))).toEqual([]);
		expect(bodyOf('/v1/logs').resourceLogs?.[0]?.scopeLogs[0]?.logRecords).toMatchObject([
			{
				timeUnixNano: '1700000000123456789',
				severityNumber: 13,
				severityText: 'WARN',
				body: { stringValue: 'careful' },
				traceId,
				spanId,
			},
		]);
	});

	test('says at a stop what could not be sent any more', async () => {
		const code = `${SPAN_AND_LOG} await telemetry.shutdown();`;
		const { stderr } = await runProgram(code, { OTEL_EXPORTER_OTLP_ENDPOINT: onPort(hangingPort()) });
		expect(stderr).toMatch(
			/^\[telemetry\] not sent before the stop: spans \(1\), data points \(\d+\), log records \(1\)$/m,
		);
	});

	test('sends protobuf by default', async () => {
		await runProgram(SPAN_AND_LOG, { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint });
		expect(received).toHaveLength(3);
		expect(received.every(({ contentType }) => contentType === 'application/x-protobuf')).toBe(true);
		expect(received.find(({ path }) => path === '/v1/traces')?.body).toContain('work');
	});

	test('sends only the signals that have an endpoint and are not switched off', async () => {
		await runProgram(SPAN_AND_LOG, { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_TRACES_EXPORTER: 'none' });
		expect(received.map(({ path }) => path).sort()).toEqual(['/v1/logs', '/v1/metrics']);
		received = [];
		await runProgram(SPAN_AND_LOG, { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${endpoint}own/path` });
		expect(received.map(({ path }) => path)).toEqual(['/own/path']);
	});

	test('keeps what is not sampled for the live views, and sends none of it', async () => {
		const code = `${SPAN_AND_LOG}; console.log(telemetry.live.traces(9).length)`;
		const env = { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: endpoint, OTEL_TRACES_SAMPLER: 'always_off' };
		const { stdout } = await runProgram(code, env);
		expect(stdout).toEndWith('\n1\n');
		expect(received).toEqual([]);
	});

	const collectors: Record<string, () => number> = { hangs: hangingPort, 'is not there': () => 1 };
	for (const [state, port] of Object.entries(collectors)) {
		test(`stops within its bound when the collector ${state}`, async () => {
			const code = `${SPAN_AND_LOG}
				const before = performance.now();
				await telemetry.forceFlush();
				const flushed = performance.now();
				await Promise.all([telemetry.shutdown(), telemetry.shutdown()]);
				console.log(Math.round(flushed - before), Math.round(performance.now() - flushed));
				process.exit(0);
			`;
			const env = { OTEL_EXPORTER_OTLP_ENDPOINT: onPort(port()), OTEL_BSP_EXPORT_TIMEOUT: '400' };
			const { stdout, exitCode } = await runProgram(code, env);
			expect(exitCode).toBe(0);
			const [flush, stop] = (stdout.trim().split('\n').at(-1) ?? '').split(' ').map(Number);
			expect(flush).toBeLessThan(900);
			expect(stop).toBeLessThan(900);
		});
	}
});

function bodyOf(path: string): OtlpBody {
	return JSON.parse(received.find((request) => request.path === path)?.body ?? '{}') as OtlpBody;
}

function resourceOf({ resourceSpans }: OtlpBody): Record<string, unknown> {
	const attributes = resourceSpans?.[0]?.resource.attributes ?? [];
	return Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));
}
