import { describe, expect, test } from 'bun:test';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseConfig } from '../../src/lib/server/config';
import { parseConfig as parseTelemetryConfig } from '../../src/telemetry/config';
import {
	interpolate,
	mountedAt,
	mountsOf,
	readCompose,
	servicesOf,
	variablesIn,
	type Service,
} from '../support/compose';
import { ROOT } from '../support/folders';
import { imageEnvironment, readDockerfile, type Stage } from '../support/image';

/**
 * There is no Docker where the tests run, so nothing is started here and `docker compose config` is not asked: the
 * file is read as Compose reads it, against a schema of what it uses, and all that it refers to is looked up.
 */
const compose = readCompose();
const services = Object.entries(compose.services);
const PROFILES = [...new Set(services.flatMap(([, { profiles }]) => profiles))];
const SECRETS = { POSTGRES_PASSWORD: 'letters1and2digits', GLASSHOUSE_TOKEN: 'a-secret-of-some-length' };
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');

/** The names of those services to which something applies that must not. */
function wrong(isWrong: (service: Service, name: string) => boolean): string[] {
	return services.filter(([name, service]) => isWrong(service, name)).map(([name]) => name);
}

describe('compose.yaml', () => {
	test('has the app and its database alone without a profile, and what a profile adds', () => {
		const names = (profile?: string) => servicesOf(compose, profile).map(([name]) => name);
		expect(names()).toEqual(['app', 'postgres']);
		expect(names('jaeger')).toEqual(['app', 'postgres', 'collector-jaeger', 'jaeger']);
		expect(names('grafana').slice(2).sort()).toEqual([
			'collector-grafana',
			'grafana',
			'loki',
			'prometheus',
			'tempo',
		]);
		expect(names('signoz')).toEqual(['app', 'postgres', 'collector-signoz']);
		expect(PROFILES.sort()).toEqual(['grafana', 'jaeger', 'signoz']);
	});

	test('names an exact version of every image', () => {
		expect(wrong(({ image }) => !/^[\w./-]+:v?\d+\.\d+(\.\d+)?$/.test(image))).toEqual([]);
		const { version } = JSON.parse(read('package.json')) as { version: string };
		const built = services.filter(([, { build }]) => build !== undefined);
		expect(built.map(([name, { image }]) => `${name} ${image}`)).toEqual([`app glasshouse:${version}`]);
	});

	test('checks the health of every service, or says why it cannot', () => {
		const last = readDockerfile().at(-1) as Stage;
		const isChecked = (service: Service) =>
			service.healthcheck !== undefined ||
			(service.build !== undefined && last.instructions.some(({ word }) => word === 'HEALTHCHECK'));
		expect(wrong((service) => isChecked(service) === (service['x-no-healthcheck'] !== undefined))).toEqual(
			[],
		);
		expect(wrong(({ healthcheck }) => healthcheck !== undefined && healthcheck.test[0] !== 'CMD')).toEqual(
			[],
		);
	});

	test('waits only for services that are started with the one that waits, and whose health is checked', () => {
		const isWrong = ({ depends_on, profiles }: Service): boolean =>
			Object.keys(depends_on).some((name) => {
				const other = compose.services[name];
				const isThere = (profile: string) =>
					other?.profiles.length === 0 || other?.profiles.includes(profile) === true;
				const started = profiles.length === 0 ? other?.profiles.length === 0 : profiles.every(isThere);
				return !started || other?.healthcheck === undefined;
			});
		expect(wrong(isWrong)).toEqual([]);
	});

	test('mounts files that are there, read-only, and volumes that are declared', () => {
		const mounts = services.flatMap(([, service]) => mountsOf(service));
		const files = mounts.filter(({ source }) => source.startsWith('./'));
		expect(files.filter(({ source, mode }) => mode !== 'ro' || !existsSync(join(ROOT, source)))).toEqual([]);
		expect(files.length).toBeGreaterThan(8);
		const volumes = mounts.filter(({ source }) => !source.startsWith('./')).map(({ source }) => source);
		expect(volumes.sort()).toEqual(Object.keys(compose.volumes).sort());
	});

	test('gives every command the configuration that it names', () => {
		const named = services.flatMap(([name, service]) =>
			service.command
				.map((argument) => /^--?config(?:\.file)?=(.+)$/.exec(argument)?.[1])
				.filter((path) => path !== undefined)
				.map((path) => ({ name, path, source: mountedAt(service, path) })),
		);
		expect(named.filter(({ source }) => source === undefined || !existsSync(join(ROOT, source)))).toEqual([]);
		expect(new Set(named.map(({ name }) => name)).size).toBe(6);
	});

	test('has one network, with every service in it', () => {
		expect(Object.keys(compose.networks)).toEqual(['glasshouse']);
		expect(
			wrong(({ networks }) => {
				const names = Array.isArray(networks) ? networks : Object.keys(networks);
				return names.join() !== 'glasshouse';
			}),
		).toEqual([]);
	});

	test.each([undefined, ...PROFILES])(
		'publishes ports on loopback alone, each once (profile %p)',
		(profile) => {
			const ports = servicesOf(compose, profile).flatMap(([, service]) => service.ports);
			const published = ports.map((port) => interpolate(port, {}).split(':'));
			expect(published.filter(([address]) => address !== '127.0.0.1')).toEqual([]);
			const host = published.map(([, port]) => port);
			expect(host).toEqual([...new Set(host)]);
		},
	);

	test('limits the memory of every service, and gives the app the time that its stop takes', () => {
		expect(wrong(({ mem_limit }) => !/^\d+[mg]$/.test(mem_limit))).toEqual([]);
		const { shutdownTimeoutMs } = parseConfig({});
		const { flushTimeoutMs } = parseTelemetryConfig({}, { name: 'glasshouse' });
		const graceMs = 1000 * Number.parseInt(compose.services.app?.stop_grace_period ?? '0');
		expect(graceMs).toBeGreaterThan(shutdownTimeoutMs + flushTimeoutMs);
	});
});

describe('its secrets', () => {
	const all = services.flatMap(([, { environment }]) => Object.entries(environment));

	test('come from the environment, with no default', () => {
		const secret = all.filter(([name]) => /PASSWORD|TOKEN|SECRET|DATABASE_URL/.test(name));
		const given = secret.filter(([, value]) => !value.includes('${'));
		expect(given.map(([name]) => name)).toEqual([]);
		expect(secret.length).toBe(3);
	});

	test.each(Object.keys(SECRETS))('%s is asked for by name, with what to set it to', (name) => {
		const others = Object.fromEntries(Object.entries(SECRETS).filter(([other]) => other !== name));
		const start = (env: Record<string, string>) => () => all.map(([, value]) => interpolate(value, env));
		expect(start(SECRETS)).not.toThrow();
		for (const env of [others, { ...others, [name]: '' }])
			expect(start(env)).toThrow(
				new RegExp(`${name} is missing a value: Set it to a secret of .*openssl rand`),
			);
	});
});

describe('the environment of the app', () => {
	const given = compose.services.app?.environment ?? {};
	const environment = (env: Record<string, string> = {}) => ({
		...imageEnvironment(readDockerfile().at(-1) as Stage),
		...Object.fromEntries(
			Object.entries(given).map(([name, value]) => [name, interpolate(value, { ...SECRETS, ...env })]),
		),
	});

	test('has only variables that the README tells of', () => {
		const readme = read('README.md');
		const names = [...Object.keys(given), 'PORT'];
		expect(names.filter((name) => !readme.includes(`\`${name}\``))).toEqual([]);
	});

	test('is one that it starts with: on the database beside it, open to the network, with a token', () => {
		const config = parseConfig(environment());
		expect(config).toMatchObject({
			host: '0.0.0.0',
			port: 3000,
			token: SECRETS.GLASSHOUSE_TOKEN,
			instanceId: 'compose',
			databaseUrl: `postgres://glasshouse:${SECRETS.POSTGRES_PASSWORD}@postgres:5432/glasshouse`,
		});
		expect(compose.services.postgres?.environment).toMatchObject({
			POSTGRES_USER: 'glasshouse',
			POSTGRES_DB: 'glasshouse',
		});
	});

	test('sends all three signals to the Collector of the profile, elsewhere where that is said, or nowhere', () => {
		const endpoints = (env: Record<string, string> = {}) => {
			const { traces, metrics, logs } = parseTelemetryConfig(environment(env), { name: 'glasshouse' });
			return [traces, metrics, logs].map((target) => target?.url);
		};
		const at = (origin: string) => ['traces', 'metrics', 'logs'].map((signal) => `${origin}/v1/${signal}`);
		expect(endpoints()).toEqual(at('http://collector:4318'));
		const signoz = 'http://host.docker.internal:4318';
		expect(endpoints({ OTEL_EXPORTER_OTLP_ENDPOINT: signoz })).toEqual(at(signoz));
		expect(compose.services.app?.extra_hosts).toEqual(['host.docker.internal:host-gateway']);
		expect(endpoints({ OTEL_EXPORTER_OTLP_ENDPOINT: '' })).toEqual([undefined, undefined, undefined]);
	});
});

test('every variable that compose.yaml takes from outside is told of in the README or on a page of docs/', () => {
	const pages = [...new Bun.Glob('docs/*.md').scanSync(ROOT)].map(read).join('\n') + read('README.md');
	const names = [...new Set(variablesIn(read('compose.yaml')))];
	expect(names).toContain('COLLECTOR_KEEP_PERCENT');
	expect(names.filter((name) => !pages.includes(`\`${name}\``))).toEqual([]);
});
