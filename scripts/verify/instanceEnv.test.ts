import { describe, expect, test } from 'bun:test';
import { instanceEnv, targetEnv } from './instanceEnv';

const SETTINGS = { port: 4711, dataDir: '/tmp/x', otlpEndpoint: null, servesMetrics: false };

describe('an instance', () => {
	test('takes over what this shell says of telemetry, and nothing of its database, files and address', () => {
		const env = instanceEnv(
			{
				PATH: '/bin',
				OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318',
				OTEL_BSP_SCHEDULE_DELAY: '5000',
				OTEL_TRACES_SAMPLER: '',
				GLASSHOUSE_TELEMETRY: 'official',
				GLASSHOUSE_TOKEN: 'secret',
				DATABASE_URL: 'postgres://production',
				GLASSHOUSE_DATA_DIR: '/var/lib/glasshouse',
				GLASSHOUSE_OTLP_SPOOL_DIR: '/var/spool',
				GLASSHOUSE_LOG_FILE: '/var/log/glasshouse',
				HOST: '0.0.0.0',
				SOCKET_PATH: '/run/glasshouse',
				SIGNOZ_API_KEY: 'key',
				GLASSHOUSE_VERIFY_AUTHORIZATION: 'key',
			},
			SETTINGS,
		);
		expect(env).toEqual({
			PATH: '/bin',
			OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318',
			OTEL_BSP_SCHEDULE_DELAY: '5000',
			OTEL_BLRP_SCHEDULE_DELAY: '200',
			OTEL_METRIC_EXPORT_INTERVAL: '1000',
			GLASSHOUSE_TELEMETRY: 'official',
			GLASSHOUSE_TOKEN: 'secret',
			HOST: '127.0.0.1',
			PORT: '4711',
			GLASSHOUSE_DATA_DIR: '/tmp/x',
			GLASSHOUSE_INSTANCE_ID: 'verify-4711',
		});
	});

	test('that is pointed at our receiver sends nothing past it', () => {
		const shell = {
			OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318',
			OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://tempo/v1/traces',
			OTEL_EXPORTER_OTLP_TRACES_HEADERS: 'x=1',
		};
		const env = instanceEnv(shell, { ...SETTINGS, otlpEndpoint: 'http://ours' });
		expect(env).toMatchObject({
			OTEL_EXPORTER_OTLP_ENDPOINT: 'http://ours',
			OTEL_EXPORTER_OTLP_TRACES_HEADERS: 'x=1',
		});
		expect(Object.keys(env)).not.toContain('OTEL_EXPORTER_OTLP_TRACES_ENDPOINT');
	});

	test.each([
		[undefined, 'otlp,prometheus', '0'],
		['console', 'console,prometheus', '0'],
		['prometheus', 'prometheus', undefined],
		['none', 'none', undefined],
	])('that serves its metrics to us, with OTEL_METRICS_EXPORTER=%p', (given, exporters, port) => {
		const env = instanceEnv({ OTEL_METRICS_EXPORTER: given }, { ...SETTINGS, servesMetrics: true });
		expect(env.OTEL_METRICS_EXPORTER).toBe(exporters);
		expect(env.OTEL_EXPORTER_PROMETHEUS_PORT).toBe(port);
	});
});

test('the target goes by another name, and sends spans alone', () => {
	expect(targetEnv({ OTEL_SERVICE_NAME: 'shop', OTEL_METRICS_EXPORTER: 'prometheus' })).toEqual({
		OTEL_SERVICE_NAME: 'glasshouse-verify-target',
		OTEL_METRICS_EXPORTER: 'none',
		OTEL_LOGS_EXPORTER: 'none',
	});
});
