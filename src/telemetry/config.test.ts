import { describe, expect, test } from 'bun:test';
import { parseConfig } from './config';
import { ConfigError, type Env } from './config/environment';

const parse = (env: Env) => parseConfig(env, { name: 'app', version: '1.2.3' });

describe('parseConfig', () => {
	test('has the defaults of the specification, and sends nothing', () => {
		const config = parse({});
		expect(config).toMatchObject({
			disabled: false,
			debug: false,
			serviceName: 'app',
			serviceVersion: '1.2.3',
			sampler: 'parentbased_always_on',
			propagators: ['tracecontext', 'baggage'],
			traces: null,
			logs: null,
			spanBatch: {
				scheduledDelayMillis: 5000,
				exportTimeoutMillis: 30_000,
				maxQueueSize: 2048,
				maxExportBatchSize: 512,
			},
			flushTimeoutMs: 5000,
		});
		expect(Object.isFrozen(config)).toBe(true);
	});

	test('takes an empty value for unset', () => {
		const empty = { OTEL_SERVICE_NAME: '', OTEL_TRACES_SAMPLER: ' ', OTEL_EXPORTER_OTLP_ENDPOINT: '' };
		expect(parse(empty)).toMatchObject({
			serviceName: 'app',
			sampler: 'parentbased_always_on',
			traces: null,
		});
	});

	test('appends the path of each signal to the common endpoint', () => {
		const { traces, logs } = parse({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318/base/' });
		expect(traces?.url).toBe('http://collector:4318/base/v1/traces');
		expect(logs?.url).toBe('http://collector:4318/base/v1/logs');
	});

	test("uses a signal's own endpoint as it is, for that signal only", () => {
		const { traces, logs } = parse({ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'https://traces.example/in' });
		expect(traces?.url).toBe('https://traces.example/in');
		expect(logs).toBeNull();
	});

	test("prefers a signal's own settings, and adds its headers to the common ones", () => {
		const { traces, logs } = parse({
			OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318',
			OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
			OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: 'http/protobuf',
			OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Basic%20eA%3D%3D,x-tenant=a',
			OTEL_EXPORTER_OTLP_LOGS_HEADERS: 'x-tenant=b',
			OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip',
			OTEL_EXPORTER_OTLP_TIMEOUT: '1500',
		});
		expect(traces).toMatchObject({ protocol: 'http/protobuf', compression: 'gzip', timeoutMillis: 1500 });
		expect(traces?.headers).toEqual({ authorization: 'Basic eA==', 'x-tenant': 'a' });
		expect(logs).toMatchObject({ protocol: 'http/json', headers: { 'x-tenant': 'b' } });
	});

	test('names the service from OTEL_SERVICE_NAME, then from the resource attributes', () => {
		const attributes = { OTEL_RESOURCE_ATTRIBUTES: 'service.name=r,deployment.environment.name=prod%2Feu' };
		expect(parse(attributes).serviceName).toBe('r');
		expect(parse(attributes).resourceAttributes['deployment.environment.name']).toBe('prod/eu');
		expect(parse({ ...attributes, OTEL_SERVICE_NAME: 's' }).serviceName).toBe('s');
	});

	test('bounds a flush by the export timeout where that is shorter', () => {
		expect(parse({ OTEL_BSP_EXPORT_TIMEOUT: '700' }).flushTimeoutMs).toBe(700);
	});

	test('lets the span limits fall back to the general ones', () => {
		const { spanLimits } = parse({
			OTEL_ATTRIBUTE_COUNT_LIMIT: '7',
			OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT: '9',
		});
		expect(spanLimits).toMatchObject({
			attributeCountLimit: 7,
			attributePerEventCountLimit: 7,
			attributeValueLengthLimit: 9,
			eventCountLimit: 128,
		});
	});

	test('sends metrics every minute, cumulative, with exemplars of sampled spans, unless told otherwise', () => {
		expect(parse({})).toMatchObject({
			metricsExporters: ['otlp'],
			metrics: null,
			metricExportIntervalMs: 60_000,
			metricExportTimeoutMs: 30_000,
			metricTemporality: 'cumulative',
			exemplarFilter: 'trace_based',
			prometheus: { host: '127.0.0.1', port: 9464 },
			spool: null,
		});
		const fast = parse({ OTEL_METRIC_EXPORT_INTERVAL: '2000', GLASSHOUSE_OTLP_SPOOL_DIR: '/var/spool/x' });
		expect(fast.metricExportTimeoutMs).toBe(2000);
		expect(fast.spool).toEqual({ directory: '/var/spool/x', maxBytes: 268_435_456 });
	});

	test('reads from when on a trace is slow, for all and by route', () => {
		expect(parse({}).slow).toEqual({ defaultMs: 1000, byRouteMs: {} });
		const { slow } = parse({ GLASSHOUSE_KEEP_SLOWER_THAN: '1.5s, /api/v1/checks=250ms,/runs/[id]=2s' });
		expect(slow).toEqual({ defaultMs: 1500, byRouteMs: { '/api/v1/checks': 250, '/runs/[id]': 2000 } });
	});

	const refused: [string, string, string][] = [
		['OTEL_TRACES_SAMPLER', 'foo', 'expected one of always_on, always_off, traceidratio'],
		['OTEL_TRACES_SAMPLER_ARG', '2', 'expected a number from 0 to 1'],
		['OTEL_TRACES_SAMPLER_ARG', 'half', 'expected a number from 0 to 1'],
		['OTEL_EXPORTER_OTLP_ENDPOINT', 'nonsense', 'expected a URL that begins with http:// or https://'],
		['OTEL_EXPORTER_OTLP_LOGS_ENDPOINT', 'ftp://x', 'expected a URL that begins with http:// or https://'],
		['OTEL_EXPORTER_OTLP_PROTOCOL', 'grpc', 'expected http/protobuf or http/json: gRPC is not spoken here'],
		['OTEL_EXPORTER_OTLP_METRICS_PROTOCOL', 'thrift', 'expected one of http/protobuf, http/json'],
		['OTEL_EXPORTER_OTLP_TRACES_COMPRESSION', 'zstd', 'expected one of gzip, none'],
		['OTEL_EXPORTER_OTLP_TIMEOUT', '-1', 'expected a whole number from 1 to 2147483647'],
		['OTEL_EXPORTER_OTLP_CERTIFICATE', '/no/such/file', 'expected the path of a file that exists'],
		['OTEL_BSP_SCHEDULE_DELAY', '5s', 'expected a whole number from 0 to 2147483647'],
		['OTEL_BSP_MAX_QUEUE_SIZE', '0', 'expected a whole number from 1 to 1000000'],
		['OTEL_BSP_MAX_EXPORT_BATCH_SIZE', '4096', 'expected at most OTEL_BSP_MAX_QUEUE_SIZE (2048)'],
		['OTEL_PROPAGATORS', 'tracecontext,jaeger', 'expected some of tracecontext, baggage'],
		['OTEL_TRACES_EXPORTER', 'zipkin', 'expected some of otlp, console, none'],
		['OTEL_METRICS_EXPORTER', 'statsd', 'expected some of otlp, prometheus, console, none'],
		['OTEL_METRIC_EXPORT_INTERVAL', '0', 'expected a whole number from 1 to'],
		['OTEL_METRICS_EXEMPLAR_FILTER', 'some', 'expected one of trace_based, always_on, always_off'],
		['OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE', 'sum', 'expected one of cumulative, delta'],
		[
			'OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION',
			'base2_exponential_bucket_histogram',
			'expected one of explicit_bucket_histogram',
		],
		['OTEL_EXPORTER_PROMETHEUS_PORT', '99999', 'expected a whole number from 0 to 65535'],
		['GLASSHOUSE_KEEP_SLOWER_THAN', 'slow', 'expected a duration such as 1s or 250ms'],
		['GLASSHOUSE_KEEP_SLOWER_THAN', '/a=1', 'expected a duration such as 1s or 250ms'],
		['GLASSHOUSE_OTLP_SPOOL_MAX_BYTES', '1k', 'expected a whole number from 1024 to'],
		['OTEL_SDK_DISABLED', 'yes', 'expected one of true, false'],
		['OTEL_LOG_LEVEL', 'loud', 'expected one of none, error, warn'],
		['OTEL_RESOURCE_ATTRIBUTES', 'nothing', 'expected key=value pairs, separated by commas'],
		['OTEL_RESOURCE_ATTRIBUTES', 'a=%zz', 'expected keys and values that are percent-encoded'],
	];
	for (const [name, value, expected] of refused) {
		test(`refuses ${name}=${value}, naming variable, value and expectation`, () => {
			expect(() => parse({ [name]: value })).toThrow(ConfigError);
			expect(() => parse({ [name]: value })).toThrow(`${name}="${value}" is not usable: ${expected}`);
		});
	}

	test('never repeats a secret in what it says', () => {
		const message = (env: Env) => {
			try {
				parse(env);
			} catch (error) {
				return String(error);
			}
			throw new Error('It was not refused');
		};
		expect(message({ OTEL_EXPORTER_OTLP_HEADERS: 'hush' })).not.toContain('hush');
		for (const url of [
			'grpc://me:hush@host',
			'grpc://me:hu@hush@host',
			'grpc://me:hu/hush@host',
			'me:hush@host:4318',
			'grpc://host/?key=hush',
			'http://me:hush%@host',
			'http://me:hush%ff@host',
		]) {
			expect(message({ OTEL_EXPORTER_OTLP_ENDPOINT: url })).toStartWith(
				'ConfigError: OTEL_EXPORTER_OTLP_END',
			);
			expect(message({ OTEL_EXPORTER_OTLP_ENDPOINT: url })).not.toContain('hush');
		}
	});
});
