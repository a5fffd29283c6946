import { describe, expect, test } from 'bun:test';
import { z } from 'zod';
import { METRICS as APP_METRICS } from '../../src/lib/server/metrics';
import { METRICS, SPANS } from '../../src/telemetry/catalogue';
import { collectorConfig } from '../support/collectorConfig';
import { interpolate, mountedAt, readCompose, readYaml, type Service } from '../support/compose';
import { ROOT } from '../support/folders';
import { listening } from '../support/listening';

/** No Collector can be had here: its configuration is checked for what it refers to, not run. */
const compose = readCompose();
const collectors = Object.entries(compose.services).filter(([name]) => name.startsWith('collector-'));
const BACKENDS: Record<string, Record<string, string[]>> = {
	jaeger: { traces: ['otlp_grpc/jaeger'], metrics: ['nop'], logs: ['nop'] },
	grafana: { traces: ['otlp_grpc/tempo'], metrics: ['otlp_http/prometheus'], logs: ['otlp_http/loki'] },
	signoz: { traces: ['otlp_grpc/signoz'], metrics: ['otlp_grpc/signoz'], logs: ['otlp_grpc/signoz'] },
};

test('each profile has one Collector, which the app reaches by the same name', () => {
	expect(collectors.map(([, { profiles }]) => profiles.join()).sort()).toEqual(Object.keys(BACKENDS).sort());
	const endpoint = interpolate(compose.services.app?.environment.OTEL_EXPORTER_OTLP_ENDPOINT ?? '', {});
	const { hostname, port } = new URL(endpoint);
	for (const profile of Object.keys(BACKENDS))
		expect(listening(compose, profile).get(hostname)).toContain(Number(port));
});

test('Collectors differ in where they send alone', () => {
	const OF_THE_PROFILE = ['command', 'profiles', 'ports', 'volumes', 'depends_on'];
	const common = collectors.map(([, service]) =>
		Object.entries(service).filter(([key]) => !OF_THE_PROFILE.includes(key)),
	);
	for (const other of common) expect(other).toEqual(common[0] ?? []);
});

describe.each(collectors)('%s', (name, service: Service) => {
	const profile = service.profiles.join();
	const config = collectorConfig(service);
	const pipelines = Object.entries(config.service.pipelines);

	test('takes three signals and sends each where the profile keeps it', () => {
		const sent = Object.fromEntries(pipelines.map(([signal, { exporters }]) => [signal, exporters]));
		expect(sent).toEqual(BACKENDS[profile] ?? {});
		for (const [, { receivers }] of pipelines) expect(receivers).toEqual(['otlp']);
	});

	test.each(['receivers', 'processors', 'exporters'] as const)(
		'every one of its %s is used, and there',
		(kind) => {
			const used = [...new Set(pipelines.flatMap(([, pipeline]) => pipeline[kind]))];
			expect(used.sort()).toEqual(Object.keys(config[kind]).sort());
		},
	);

	test('every extension is used, and there', () => {
		expect(config.service.extensions).toEqual(Object.keys(config.extensions));
		expect(config.service.extensions).toContain('health_check');
	});

	test('refuses first, hides before it decides, decides on traces alone, and gathers last', () => {
		const order = Object.fromEntries(pipelines.map(([signal, { processors }]) => [signal, processors]));
		expect(order).toEqual({
			traces: ['memory_limiter', 'redaction', 'tail_sampling', 'batch'],
			metrics: ['memory_limiter', 'redaction', 'batch'],
			logs: ['memory_limiter', 'redaction', 'batch'],
		});
	});

	test('sends to services of the profile, on ports on which they listen, or to this machine', () => {
		const exporter = z.object({ endpoint: z.string() });
		const sending = Object.entries(config.exporters).filter(([id]) => id !== 'nop');
		const reach = listening(compose, profile);
		const lost = sending.filter(([id, settings]) => {
			const { endpoint } = exporter.parse(settings);
			const { hostname, port } = new URL(id.startsWith('otlp_grpc/') ? `http://${endpoint}` : endpoint);
			if (hostname === 'host.docker.internal')
				return !service.extra_hosts.includes(`${hostname}:host-gateway`) || port !== '4317';
			return reach.get(hostname)?.includes(Number(port)) !== true || !(hostname in service.depends_on);
		});
		expect(lost.map(([id]) => id)).toEqual([]);
		expect(sending.length).toBeGreaterThan(0);
	});

	test('publishes nothing that it does not listen on', () => {
		const inside = service.ports.map((port) => Number(port.split(':').at(-1)));
		const open = listening(compose, profile).get(name) ?? [];
		expect(inside.filter((port) => !open.includes(port))).toEqual([]);
	});
});

test('Prometheus and Loki are asked where they take OTLP, which Prometheus does when told to', () => {
	const { exporters } = z
		.object({ exporters: z.record(z.string(), z.object({ endpoint: z.string() })) })
		.parse(readYaml('deploy/collector.grafana.yaml'));
	const path = (id: string) => new URL(exporters[id]?.endpoint ?? '').pathname;
	expect([path('otlp_http/prometheus'), path('otlp_http/loki')]).toEqual(['/api/v1/otlp', '/otlp']);
	expect(compose.services.prometheus?.command).toContain('--web.enable-otlp-receiver');
	expect(compose.services.prometheus?.command).toContain('--enable-feature=exemplar-storage');
});

test('every target that Prometheus scrapes is there', () => {
	const { scrape_configs } = z
		.object({
			scrape_configs: z.array(
				z.object({ static_configs: z.array(z.object({ targets: z.array(z.string()) })) }),
			),
		})
		.parse(readYaml('deploy/prometheus.yaml'));
	const targets = scrape_configs.flatMap((one) => one.static_configs.flatMap((config) => config.targets));
	const reach = listening(compose, 'grafana');
	const lost = targets.filter((target) => {
		const [host = '', port] = target.split(':');
		return reach.get(host === 'localhost' ? 'prometheus' : host)?.includes(Number(port)) !== true;
	});
	expect(lost).toEqual([]);
	expect(targets).toContain('collector:8888');
});

test('the alerts are where Prometheus looks for rules', () => {
	const { rule_files } = z
		.object({ rule_files: z.array(z.string()) })
		.parse(readYaml('deploy/prometheus.yaml'));
	const prometheus = compose.services.prometheus as Service;
	const found = rule_files.map((pattern) => mountedAt(prometheus, pattern) ?? '');
	expect(found).toEqual(['./dashboards/prometheus/*.yaml']);
	expect([...new Bun.Glob(found[0] ?? '').scanSync(ROOT)].length).toBeGreaterThan(0);
});

const { processors } = z
	.object({
		processors: z.object({
			redaction: z.strictObject({
				allow_all_keys: z.literal(true),
				redact_all_types: z.literal(false),
				blocked_key_patterns: z.array(z.string()),
				blocked_values: z.array(z.string()),
				summary: z.literal('info'),
			}),
			tail_sampling: z.object({ policies: z.array(z.object({ name: z.string(), type: z.string() })) }),
		}),
	})
	.parse(readYaml('deploy/collector.yaml'));

test('tail sampling keeps errors, what is slow, and a share of the rest; trace flags have no say', () => {
	const types = processors.tail_sampling.policies.map(({ type }) => type);
	expect(types).toEqual(['status_code', 'latency', 'probabilistic']);
});

describe('redaction', () => {
	/** Go's regular expressions, so far as these use them: a flag in front, no look-around, no back references. */
	const compiled = (patterns: string[]) =>
		patterns.map((pattern) => {
			const [, flag = '', source = ''] = /^(\(\?i\))?(.*)$/.exec(pattern) ?? [];
			expect(source).not.toMatch(/\(\?|\\[1-9]|\$/);
			return new RegExp(source, flag === '' ? 'g' : 'gi');
		});
	const keys = compiled(processors.redaction.blocked_key_patterns);
	const values = compiled(processors.redaction.blocked_values);
	const isHidden = (key: string) => keys.some((pattern) => key.search(pattern) >= 0);
	const hidden = (value: string) => values.reduce((text, pattern) => text.replaceAll(pattern, '****'), value);

	test.each([
		'http.request.header.authorization',
		'http.request.header.set-cookie',
		'db.password',
		'user_password',
		'aws.secret.access_key',
		'signoz-ingestion-key',
		'api_key',
		'x-api-key',
		'app.session_token',
	])('hides whatever stands under %s', (key) => expect(isHidden(key)).toBe(true));

	test('hides no attribute that is ours', () => {
		const definitions: { attributes: readonly string[] }[] = [
			...Object.values(METRICS),
			...Object.values(APP_METRICS),
			...Object.values(SPANS),
		];
		const ours = definitions.flatMap(({ attributes }) => attributes);
		expect(ours.length).toBeGreaterThan(100);
		expect(ours.filter(isHidden)).toEqual([]);
	});

	test.each([
		['Bearer 0123456789abcdefghij', '****'],
		['authorization: Basic dXNlcjpwYXNzd29yZDE=', 'authorization: ****'],
		['postgres://glasshouse:hunter2@db:5432/app', '****db:5432/app'],
		['https://example.com/hook?id=7&token=abc123#top', 'https://example.com/hook?id=7****#top'],
		['of eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl here', 'of **** here'],
		['AKIAIOSFODNN7EXAMPLE', '****'],
	])('of %p leaves %p', (value, left) => expect(hidden(value)).toBe(left));

	test.each([
		'select "token", "key" from "sessions" where "key" = $1',
		'GET /api/v1/checks/[id]',
		'https://example.com/search?q=key&page=2',
		'00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
		'Expected status 200, and got 503',
		'basic authentication is not understood; a bearer certificate is',
	])('leaves %p as it is', (value) => expect(hidden(value)).toBe(value));
});
