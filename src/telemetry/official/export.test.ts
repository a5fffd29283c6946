import { afterAll, afterEach, describe, expect, test } from 'bun:test';
import { ROOT_CONTEXT, trace, TraceFlags } from '@opentelemetry/api';
import { LoggerProvider } from '@opentelemetry/sdk-logs';
import { TracerProvider } from '@opentelemetry/sdk-trace';
import { parseConfig } from '../config';
import type { Signal, SignalHealth } from '../health/types';
import { OfficialExport } from './export';
import { officialSampler } from './sampler';

type Env = Record<string, string>;

/** Spans or log records that the collector has taken. */
let taken = 0;
/** What the collector does with a request; for ever hangs. */
let answer: () => Response | Promise<Response> = () => Response.json({});

const collector = Bun.serve({
	hostname: '127.0.0.1',
	port: 0,
	idleTimeout: 0,
	async fetch(request) {
		const text = await request.text();
		const response = await answer();
		if (response.ok) taken += text.match(/"(spanId|observedTimeUnixNano)"/g)?.length ?? 0;
		return response;
	},
});

const hang = () => new Promise<Response>(() => undefined);
let stop: () => Promise<void> = () => Promise.resolve();

afterEach(async () => {
	await stop();
	taken = 0;
	answer = () => Response.json({});
});
afterAll(() => collector.stop(true));

/** The official SDK over the exporters under test. */
function start(env: Env) {
	const config = parseConfig(
		{
			OTEL_EXPORTER_OTLP_ENDPOINT: collector.url.href,
			OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
			OTEL_EXPORTER_OTLP_TIMEOUT: '200',
			OTEL_METRICS_EXPORTER: 'none',
			...env,
		},
		{ name: 'official' },
	);
	const exporting = new OfficialExport(config);
	const tracers = new TracerProvider({
		sampler: officialSampler(config),
		spanProcessors: [...exporting.spanProcessors],
	});
	const loggers = new LoggerProvider({ processors: [...exporting.logRecordProcessors] });
	stop = () =>
		exporting.shutdown(async () => {
			await Promise.all([tracers.shutdown(), loggers.shutdown()]);
		});
	const tracer = tracers.getTracer('official');
	const logger = loggers.getLogger('official');
	return {
		exporting,
		spans: (count: number) => {
			for (let i = 0; i < count; i++) tracer.startSpan('span').end();
		},
		records: (count: number) => {
			for (let i = 0; i < count; i++) logger.emit({ body: 'record', context: ROOT_CONTEXT });
		},
		remoteSpan: (traceFlags: TraceFlags) => {
			const parent = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags, isRemote: true };
			tracer.startSpan('span', {}, trace.setSpanContext(ROOT_CONTEXT, parent)).end();
		},
		flush: () => exporting.forceFlush().catch(() => undefined), // the official processors reject where they fail
		account: (signal: Signal) => accountOf(exporting, signal),
	};
}

function accountOf(exporting: OfficialExport, signal: Signal): SignalHealth {
	const found = exporting.health().find((one) => one.signal === signal);
	if (found === undefined) throw new Error(`There is no account of ${signal}`);
	return found;
}

describe('the account of the official exporters', () => {
	test('tells of what was sent', async () => {
		const { spans, records, flush, account } = start({});
		spans(7);
		records(5);
		expect([account('traces').queued, account('logs').queued]).toEqual([7, 5]);
		await flush();
		const { exported, queued, inFlight, dropped, attempts, latencyMs, endpoint } = account('traces');
		expect({ exported, queued, inFlight, dropped, attempts, endpoint }).toEqual({
			exported: 7,
			queued: 0,
			inFlight: 0,
			dropped: {},
			attempts: { succeeded: 1, failed: 0 },
			endpoint: `${collector.url.href}v1/traces`,
		});
		expect(latencyMs?.last).toBeGreaterThan(0);
		expect(account('logs').exported).toBe(5);
		expect(taken).toBe(12);
	});

	test('counts what the batch processors drop without a word', async () => {
		const sizes: Env = {
			OTEL_BSP_MAX_QUEUE_SIZE: '5',
			OTEL_BSP_MAX_EXPORT_BATCH_SIZE: '2',
			OTEL_BLRP_MAX_QUEUE_SIZE: '5',
			OTEL_BLRP_MAX_EXPORT_BATCH_SIZE: '2',
		};
		const { spans, records, flush, account } = start(sizes);
		spans(20);
		records(20);
		await flush();
		for (const signal of ['traces', 'logs'] as const) {
			const { exported, dropped, queued } = account(signal);
			expect(dropped.queue_full).toBeGreaterThan(0);
			expect({ queued, all: exported + (dropped.queue_full ?? 0) }).toEqual({ queued: 0, all: 20 });
		}
		expect(taken).toBe(account('traces').exported + account('logs').exported);
	});

	test('leaves out what is not sampled', async () => {
		const { remoteSpan, flush, account } = start({});
		remoteSpan(TraceFlags.NONE);
		remoteSpan(TraceFlags.SAMPLED);
		await flush();
		expect([account('traces').exported, account('traces').dropped, taken]).toEqual([1, {}, 1]);
	});

	const FAILURES: Record<string, [() => Response | Promise<Response>, Partial<SignalHealth>]> = {
		'a final status': [
			() => new Response('no', { status: 400 }),
			{ dropped: { rejected: 3 }, lastError: { at: expect.any(String) as string, message: 'status 400' } },
		],
		'a status that is worth another try, while there is time': [
			() => new Response('later', { status: 503 }),
			{
				dropped: { retries_exhausted: 3 },
				lastError: {
					at: expect.any(String) as string,
					message: 'the collector cannot take anything now',
				},
			},
		],
		'no answer at all': [
			hang,
			{
				dropped: { retries_exhausted: 3 },
				lastError: { at: expect.any(String) as string, message: 'no answer in time' },
			},
		],
	};
	for (const [what, [does, told]] of Object.entries(FAILURES)) {
		test(`says why a batch was lost: ${what}`, async () => {
			answer = does;
			const { spans, flush, account } = start({});
			spans(3);
			await flush();
			expect(account('traces')).toMatchObject({ exported: 0, queued: 0, inFlight: 0, ...told });
		});
	}

	test('says why a batch was lost: nobody there', async () => {
		const { spans, flush, account } = start({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1' });
		spans(3);
		await flush();
		expect(account('traces')).toMatchObject({
			dropped: { retries_exhausted: 3 },
			lastError: { message: 'the connection was refused' },
		});
	});

	test('a stop gives up in time, and counts what is lost by it', async () => {
		answer = hang;
		const { spans, account } = start({ OTEL_EXPORTER_OTLP_TIMEOUT: '60000', OTEL_BSP_EXPORT_TIMEOUT: '300' });
		spans(3);
		const stopped = stop();
		spans(1);
		await stopped;
		const { exported, dropped, queued, inFlight } = account('traces');
		expect({ exported, dropped, queued, inFlight }).toEqual({
			exported: 0,
			dropped: { shutdown: 4 },
			queued: 0,
			inFlight: 0,
		});
	});

	test('a signal that goes nowhere has none', () => {
		const { exporting } = start({ OTEL_TRACES_EXPORTER: 'none', OTEL_LOGS_EXPORTER: 'console' });
		expect(
			exporting.health().map(({ signal, exporters, endpoint }) => [signal, exporters, endpoint]),
		).toEqual([
			['traces', [], null],
			['metrics', [], null],
			['logs', ['console'], null],
		]);
	});
});
